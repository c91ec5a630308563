import { createHash } from 'node:crypto'
import { seededRng } from '../../core/rng.ts'
import { rankCorrelation } from '../../stats/rank-correlation.ts'
import { Reservoir } from '../../stats/reservoir.ts'
import { ValueCounts } from '../../stats/value-counts.ts'
import type { SourceRow } from '../sources/request-source.ts'
import type { ArrivalFigures } from './arrival-figures.ts'
import { ArrivalStream } from './arrival-stream.ts'
import { type LengthFigures, lengthFigures } from './length-figures.ts'
import { SessionCollector, type SessionFigures } from './session-figures.ts'
import { SharingCollector, type SharingFigures } from './sharing-figures.ts'

/** What rows say together; null: nothing of the kind. */
export interface RowFigures {
  readonly requests: number
  readonly input: LengthFigures
  readonly output: LengthFigures
  /** Spearman's, of input and output lengths. */
  readonly rankCorrelation: number | null
  readonly arrivals: ArrivalFigures | null
  readonly sharing: SharingFigures | null
  readonly sessions: SessionFigures | null
  /** Recorded prompts, and how many differ. */
  readonly texts: { readonly prompts: number; readonly distinct: number } | null
}

/** Pairs of lengths held; of more a sample is. */
const mostPairs = 2 ** 20
const mostTexts = 2 ** 20

/** Adds rows up one by one, in a memory that does not grow with them past a million or so; `notes` tell what that left out. */
export class RowCollector {
  readonly #input = new ValueCounts()
  readonly #output = new ValueCounts()
  readonly #pairs = new Reservoir(2, mostPairs, seededRng('pairs of lengths'))
  readonly #arrivals = new ArrivalStream()
  readonly #sharing = new SharingCollector()
  readonly #sessions = new SessionCollector()
  readonly #texts = new Set<string>()
  #prompts = 0
  #timeless = 0

  add(row: SourceRow): void {
    const { inputTokens, outputTokens, timestampNs, prompt } = row
    this.#input.add(inputTokens)
    this.#output.add(outputTokens)
    this.#pairs.add(inputTokens, outputTokens)
    if (timestampNs === null) this.#timeless++
    else this.#arrivals.add(timestampNs)
    this.#sharing.add(row)
    this.#sessions.add(row)
    if (prompt !== undefined && prompt.kind !== 'segments')
      this.#addText(prompt.kind === 'text' ? prompt.text : JSON.stringify(prompt.messages))
  }

  figures(): RowFigures {
    return {
      requests: this.#input.n,
      input: lengthFigures(this.#input),
      output: lengthFigures(this.#output),
      rankCorrelation: rankCorrelation(this.#pairs.column(0), this.#pairs.column(1)),
      arrivals: this.#timeless > 0 ? null : this.#arrivals.figures(),
      sharing: this.#sharing.figures(),
      sessions: this.#sessions.figures(),
      texts: this.#prompts === 0 ? null : { prompts: this.#prompts, distinct: this.#texts.size },
    }
  }

  /** What is not of all rows. */
  notes(): readonly string[] {
    const [{ late }, { rows, isFull }] = [this.#arrivals, this.#sharing]
    return [
      ...(this.#pairs.isSample ? [`the correlation is that of ${mostPairs} requests, picked at random`] : []),
      ...(late > 0 ? [`${late} rows were too far out of order to count in gaps between arrivals`] : []),
      ...(isFull ? [`sharing is that of the first ${rows} requests`] : []),
      ...(this.#texts.size >= mostTexts
        ? [`at least ${mostTexts} recorded prompts differ; more were not told apart`]
        : []),
    ]
  }

  #addText(text: string): void {
    this.#prompts++
    if (this.#texts.size < mostTexts) this.#texts.add(createHash('sha256').update(text).digest('base64').slice(0, 16))
  }
}
