import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Memory of numbers and bytes outside the heap of objects that is worth the time of a collection. */
const worthwhileBytes = 8 * 2 ** 20

/**
 * Collects what nobody holds any more, where there may be much of it: tens of milliseconds. For the moment between two passes over a
 * long run, each of which leaves lists of numbers behind that V8, which sees but their small ends, would keep until there are
 * some 60 MB of them.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().external_memory < worthwhileBytes) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}
