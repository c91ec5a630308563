import { seededRng } from '../../core/rng.ts'
import { rankCorrelation } from '../../stats/rank-correlation.ts'
import type { RequestSource, SourceRow } from '../sources/request-source.ts'
import { type ArrivalFigures, arrivalFigures } from './arrival-figures.ts'
import { type LengthFigures, lengthFigures } from './length-figures.ts'
import { type SessionFigures, sessionFigures } from './session-figures.ts'
import { type SharingFigures, sharingFigures } from './sharing-figures.ts'

/** What a source of requests holds; null: it has nothing of the kind. */
export interface SourceFigures {
  readonly name: string
  /** What kind of file it is. */
  readonly format: string | null
  readonly fingerprint: string
  /** Requests of a trace; of a source that draws, how many draws the figures are of. */
  readonly requests: number
  readonly isDrawn: boolean
  readonly input: LengthFigures
  readonly output: LengthFigures
  /** Spearman's, of input and output lengths. */
  readonly rankCorrelation: number | null
  readonly arrivals: ArrivalFigures | null
  readonly sharing: SharingFigures | null
  readonly sessions: SessionFigures | null
  /** Recorded prompts, and how many differ. */
  readonly texts: { readonly prompts: number; readonly distinct: number } | null
  readonly notes: readonly string[]
}

const draws = 20_000

/** All figures of a source, over all its rows. */
export function inspectSource(source: RequestSource): SourceFigures {
  const { rows } = source
  const list: Iterable<SourceRow> = rows ?? drawn(source)
  const length = rows?.length ?? draws
  const [inputs, outputs, times] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
  let i = 0
  for (const { inputTokens, outputTokens, timestampNs } of list) {
    inputs[i] = inputTokens
    outputs[i] = outputTokens
    times[i++] = timestampNs ?? Number.NaN
  }
  return {
    ...{
      name: source.name,
      format: source.format ?? null,
      fingerprint: source.fingerprint,
      requests: length,
      isDrawn: rows === null,
    },
    input: lengthFigures(inputs),
    output: lengthFigures(outputs),
    rankCorrelation: rankCorrelation(inputs, outputs),
    arrivals: Number.isNaN(times[0]) ? null : arrivalFigures(times),
    sharing: rows === null ? null : sharingFigures(rows),
    sessions: rows === null ? null : sessionFigures(rows),
    texts: rows?.content === 'texts' ? textFigures(rows) : null,
    notes: source.notes,
  }
}

function* drawn(source: RequestSource): Generator<SourceRow> {
  const rng = seededRng('inspection')
  for (let i = 0; i < draws; i++) yield source.draw(rng)
}

function textFigures(rows: Iterable<SourceRow>): SourceFigures['texts'] {
  const distinct = new Set<string>()
  let prompts = 0
  for (const { prompt } of rows) {
    if (prompt === undefined || prompt.kind === 'segments') continue
    prompts++
    distinct.add(prompt.kind === 'text' ? prompt.text : JSON.stringify(prompt.messages))
  }
  return { prompts, distinct: distinct.size }
}
