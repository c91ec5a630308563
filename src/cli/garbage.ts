import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { trimMemory } from '../clients/native/load-wire.ts'

type Collect = (how?: { readonly type: 'minor' }) => void

let collect: Collect | null = null

/**
 * Collects what nobody holds any more and gives its memory back: some 30 ms. For the moments between two stages of a run, each of which
 * leaves behind what the next has no use for: V8, which sees of lists of numbers but their small ends, would keep some 60 MB
 * of them, and `malloc` all that lies between two blocks in use.
 */
export function collectGarbage(): void {
  collect ??= collector()
  collect()
  // The memory of lists is freed meanwhile by another thread, which the next collection waits for.
  collect({ type: 'minor' })
  trimMemory()
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
