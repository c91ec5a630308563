/** What the server told of itself in the measurement window, reduced. */
import type { ServerFigures, ServerSample } from '../../core/server/server-sample.ts'
import { mean } from '../../stats/distribution.ts'
import type { RunDocument } from '../run-document.ts'
import type { Window } from '../window-work.ts'

/** Null where it told nothing inside the window. */
export function serverBlock(samples: readonly ServerSample[], { startAt, endAt }: Window): RunDocument['server'] {
  const inside = samples.filter(({ at }) => at >= startAt && at <= endAt)
  if (inside.length === 0) return null
  const known = (key: keyof ServerFigures) => inside.flatMap((sample) => sample[key] ?? [])
  const level = (key: keyof ServerFigures) => {
    const values = known(key)
    return values.length === 0 ? null : { mean: mean(values), max: Math.max(...values) }
  }
  // A counter that fell was begun anew by a restart; what it had counted before is not known.
  const counted = (key: keyof ServerFigures) => {
    const values = known(key)
    return values.length < 2 ? null : Math.max(0, (values.at(-1) as number) - (values[0] as number))
  }
  return {
    ...{ samples: inside.length, running: level('running'), waiting: level('waiting') },
    ...{ kvUsedShare: level('kvUsedShare'), preemptions: counted('preemptions') },
    ...{ cachedTokens: counted('cachedTokens'), promptTokens: counted('promptTokens') },
    generatedTokens: counted('generatedTokens'),
  }
}
