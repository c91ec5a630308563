import { seededRng } from '../../core/rng.ts'
import type { UntoldLengths } from '../sources/rows/row-maker.ts'
import type { RequestSource, SourceRow } from '../sources/request-source.ts'
import { RowCollector, type RowFigures } from './row-figures.ts'

/** What a source of requests holds; null: it has nothing of the kind. */
export interface SourceFigures extends RowFigures {
  readonly name: string
  /** What kind of file it is. */
  readonly format: string | null
  readonly fingerprint: string
  /** Requests of a trace; of a source that draws, how many draws the figures are of. */
  readonly requests: number
  readonly isDrawn: boolean
  /** Requests whose lengths the file does not tell: what stands for them is `missing` of a workload. */
  readonly untold: UntoldLengths
  readonly notes: readonly string[]
}

const draws = 20_000

/** All figures of a source, over all its rows. */
export function inspectSource(source: RequestSource): SourceFigures {
  const { rows, name, format = null, fingerprint, notes, untold = { inputs: 0, outputs: 0 } } = source
  const collector = new RowCollector()
  for (const row of rows ?? drawn(source)) collector.add(row)
  const { sharing, sessions, ...figures } = collector.figures()
  // What draws share is made of formulas, and says nothing of a recording.
  const together = rows === null ? { sharing: null, sessions: null } : { sharing, sessions }
  return {
    ...{ name, format, fingerprint, isDrawn: rows === null, untold },
    ...figures,
    ...together,
    notes: [...notes, ...collector.notes()],
  }
}

function* drawn(source: RequestSource): Generator<SourceRow> {
  const rng = seededRng('inspection')
  for (let i = 0; i < draws; i++) yield source.draw(rng)
}
