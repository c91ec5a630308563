import { InfbenchError } from '../../../core/errors.ts'
import { type Rng, seededRng } from '../../../core/rng.ts'
import type { Segment } from '../../prompt/segment.ts'
import type { LengthPlan } from '../../run-plan.ts'
import { textOf } from '../formats/datasets/messages.ts'
import type { Instant, TextContent, TraceRow } from '../formats/trace-row.ts'
import { between } from '../formats/values.ts'
import { drawLength } from '../lengths.ts'
import { BlockStreams, mostBlocks } from './block-streams.ts'
import { sessionThreads } from './session-threads.ts'

export interface BuildOptions {
  /** Lengths of rows that do not say theirs. */
  readonly missing: { readonly input: LengthPlan; readonly output: LengthPlan }
  /** Whether prompts share what the trace says they share. */
  readonly sharing: boolean
}

/** What is told apart at most; absent: as much as fits, and more is an error. */
export interface MakerBounds {
  readonly blocks: number
  readonly sessions: number
}

/** What one request of a trace asks for, everything filled in. */
export interface MadeRow {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Since the first row; negative of a row that was earlier. Null: not told. */
  readonly timeNs: number | null
  /** Its turn in its session, from 0; null: it belongs to none. */
  readonly turn: number | null
  readonly segments: readonly Segment[]
}

/** Rows whose lengths the trace does not tell: they are drawn from `missing`. */
export interface UntoldLengths {
  readonly inputs: number
  readonly outputs: number
}

/** Bytes of UTF-8 per token, where no tokenizer is at hand: OpenAI's rule of thumb for English. */
export const bytesPerToken = 4

/** Makes rows of what a trace tells, in the order of the file: lengths, times, and what prompts share with those before. */
export class RowMaker {
  /** Rows of sessions beyond the bound, which are taken for single requests. */
  rowsBeyond = 0
  /** Whether blocks or sessions beyond the bound were seen. */
  isFull = false
  readonly #options: BuildOptions
  readonly #isBounded: boolean
  readonly #rng: Rng = seededRng('lengths that a trace does not tell')
  readonly #streams: BlockStreams
  readonly #threads: ReturnType<typeof sessionThreads>
  readonly #counts = { rows: 0, drawnInputs: 0, drawnOutputs: 0, raised: 0 }
  #first: Instant | null = null

  constructor(options: BuildOptions, bounds: MakerBounds | null = null) {
    this.#options = options
    this.#isBounded = bounds !== null
    this.#streams = new BlockStreams(bounds?.blocks)
    this.#threads = sessionThreads(() => this.#streams.newStream(), bounds?.sessions)
  }

  make(row: TraceRow): MadeRow {
    const asked = this.#input(row)
    const outputTokens = this.#output(row)
    if (asked < 1 || outputTokens < 1) this.#counts.raised++ // nothing smaller than one token can be asked for
    const inputTokens = Math.max(1, asked)
    const thread = row.session === undefined ? null : this.#threads.next(row.session, inputTokens)
    if (row.session !== undefined && thread === null) this.rowsBeyond++
    const segments = this.#options.sharing ? this.#segments(row, thread?.segments ?? []) : []
    this.#counts.rows++
    return {
      inputTokens,
      outputTokens: Math.max(1, outputTokens),
      timeNs: this.#time(row.at ?? null),
      turn: thread?.turn ?? null,
      segments,
    }
  }

  /** Lengths of a row that is left out: those after it are drawn as if it were not. */
  pass(row: TraceRow): Pick<MadeRow, 'inputTokens' | 'outputTokens'> {
    return { inputTokens: Math.max(1, this.#input(row)), outputTokens: Math.max(1, this.#output(row)) }
  }

  get untold(): UntoldLengths {
    return { inputs: this.#counts.drawnInputs, outputs: this.#counts.drawnOutputs }
  }

  /** What was made up, a sentence each. */
  notes(): string[] {
    const { drawnInputs, drawnOutputs, raised } = this.#counts
    return [
      ...(drawnInputs > 0 ? [`${drawnInputs} rows do not tell their input length: drawn from missing.input`] : []),
      ...(drawnOutputs > 0 ? [`${drawnOutputs} rows do not tell their output length: drawn from missing.output`] : []),
      ...(raised > 0 ? [`${raised} rows had 0 tokens in or out and are asked for with 1`] : []),
    ]
  }

  #input({ inputTokens, content }: TraceRow): number {
    if (inputTokens !== null) return inputTokens
    if (content !== undefined) return Math.ceil(charactersOf(content) / bytesPerToken)
    this.#counts.drawnInputs++
    return drawLength(this.#options.missing.input, this.#rng)
  }

  #output({ outputTokens, answer }: TraceRow): number {
    if (outputTokens !== null) return outputTokens
    if (answer !== undefined && answer !== '') return Math.ceil(answer.length / bytesPerToken)
    this.#counts.drawnOutputs++
    return drawLength(this.#options.missing.output, this.#rng)
  }

  #time(at: Instant | null): number | null {
    if (at === null) return null
    this.#first ??= at
    return between(this.#first, at)
  }

  #segments({ blocks }: TraceRow, ofSession: readonly Segment[]): readonly Segment[] {
    if (blocks === undefined) return ofSession
    if (this.isFull) return []
    const segments = this.#streams.ofBlocks(blocks)
    if (segments !== null) return segments
    if (!this.#isBounded) throw tooManyBlocks(this.#counts.rows)
    this.isFull = true
    return []
  }
}

/** Characters of a text, or of all messages of a conversation. */
export const charactersOf = (content: TextContent): number =>
  content.kind === 'text' ? content.text.length : content.messages.reduce((sum, each) => sum + textOf(each).length, 0)

const tooManyBlocks = (rows: number) =>
  new InfbenchError('source.unreadable', {
    message: `expected a trace of at most ${mostBlocks} different prefix blocks, got more in its first ${rows} rows`,
    hint: `set take: ${rows} beside trace, or less, or sharing: false`,
  })
