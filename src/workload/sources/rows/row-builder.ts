import { type Rng, seededRng } from '../../../core/rng.ts'
import { numberList } from '../../../stats/number-list.ts'
import type { LengthPlan } from '../../run-plan.ts'
import { textOf } from '../formats/datasets/messages.ts'
import type { Instant, TextContent, TraceRow } from '../formats/trace-row.ts'
import { between } from '../formats/values.ts'
import { drawLength } from '../lengths.ts'
import { inOrderOfTime } from './order-rows.ts'
import { type RowColumns, type RowList, rowList } from './row-list.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { SessionBuilder } from './session-builder.ts'
import { sessionThreads } from './session-threads.ts'

/** Collects the rows of a trace as they are read. */
export interface RowBuilder {
  add(row: TraceRow): void
  readonly length: number
  /** Characters of text held so far. */
  readonly heldCharacters: number
  /** All rows in order of time, and what was done to them, a sentence each: no word of their order where it is `expected`. Call once. */
  finish(expected?: boolean): { readonly rows: RowList; readonly notes: readonly string[] }
}

export interface BuildOptions {
  /** Lengths of rows that do not say theirs. */
  readonly missing: { readonly input: LengthPlan; readonly output: LengthPlan }
  /** Whether prompts share what the trace says they share. */
  readonly sharing: boolean
}

/** Bytes of UTF-8 per token, where no tokenizer is at hand: OpenAI's rule of thumb for English. */
export const bytesPerToken = 4

/** An empty builder. */
export function rowBuilder(options: BuildOptions): RowBuilder {
  const state = new Columns(options)
  return {
    add: (row) => state.add(row),
    get length() {
      return state.inputs.length
    },
    get heldCharacters() {
      return state.heldCharacters
    },
    finish: (expected = false) => state.finish(expected),
  }
}

class Columns {
  readonly inputs = numberList()
  readonly outputs = numberList()
  heldCharacters = 0
  readonly #options: BuildOptions
  readonly #rng: Rng = seededRng('lengths that a trace does not tell')
  readonly #times = numberList()
  #first: Instant | null = null
  #contents: (TextContent | undefined)[] | null = null
  #bodies: (TraceRow['body'] | undefined)[] | null = null
  readonly #segments = new SegmentBuilder()
  readonly #sessions = new SessionBuilder()
  readonly #threads = sessionThreads(() => this.#segments.newStream())
  readonly #counts = { drawnInputs: 0, drawnOutputs: 0, raised: 0 }

  constructor(options: BuildOptions) {
    this.#options = options
  }

  add(row: TraceRow): void {
    const index = this.inputs.length
    const input = this.#input(row)
    this.inputs.push(this.#atLeastOne(input, this.#output(row)))
    this.#addTime(row.at ?? null)
    if (row.content !== undefined) {
      this.#contents ??= []
      this.#contents[index] = row.content
      this.heldCharacters += newCharacters(row)
    }
    if (row.body !== undefined) {
      this.#bodies ??= []
      this.#bodies[index] = row.body
    }
    this.#addSession(index, row, input)
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

  /** Nothing smaller than one token can be asked for. Pushes the output, returns the input. */
  #atLeastOne(input: number, output: number): number {
    if (input < 1 || output < 1) this.#counts.raised++
    this.outputs.push(Math.max(1, output))
    return Math.max(1, input)
  }

  #addTime(at: Instant | null): void {
    if (at !== null) this.#first ??= at
    this.#times.push(at === null ? Number.NaN : between(this.#first as Instant, at))
  }

  #addSession(index: number, { session, blocks }: TraceRow, input: number): void {
    const thread = session === undefined ? null : this.#threads.next(session, Math.max(1, input))
    if (session !== undefined && thread !== null) this.#sessions.add(index, session, thread.turn)
    if (!this.#options.sharing) return
    this.#segments.add(index, blocks === undefined ? (thread?.segments ?? []) : this.#segments.ofBlocks(blocks, index))
  }

  finish(expected: boolean): { rows: RowList; notes: readonly string[] } {
    const times = this.#times.values()
    const { columns, notes } = inOrderOfTime(this.#columns(times.some(Number.isNaN) ? null : times))
    const some = times.some((time) => !Number.isNaN(time)) && columns.times === null
    return {
      rows: rowList(columns),
      notes: [
        ...this.#notes(),
        ...sessionNotes(columns, this.#options.sharing),
        ...(expected ? [] : notes),
        ...(some ? ['only some rows have a time: none of the times is used'] : []),
      ],
    }
  }

  #columns(times: Float64Array | null): RowColumns {
    return {
      inputs: this.inputs.values(),
      outputs: this.outputs.values(),
      times,
      contents: this.#contents,
      bodies: this.#bodies,
      segments: this.#segments.columns(this.inputs.length),
      sessions: this.#sessions.columns(this.inputs.length),
    }
  }

  #notes(): string[] {
    const { drawnInputs, drawnOutputs, raised } = this.#counts
    return [
      ...(drawnInputs > 0 ? [`${drawnInputs} rows do not tell their input length: drawn from missing.input`] : []),
      ...(drawnOutputs > 0 ? [`${drawnOutputs} rows do not tell their output length: drawn from missing.output`] : []),
      ...(raised > 0 ? [`${raised} rows had 0 tokens in or out and are asked for with 1`] : []),
    ]
  }
}

/** In the note of a trace whose turns do not wait for answers: it has sessions, but was asked for its requests. */
export const replayedApart = 'are replayed as independent requests'

function sessionNotes({ sessions }: RowColumns, sharing: boolean): string[] {
  if (sessions === null) return []
  const prompts = sharing ? 'whose prompts begin with the ones before' : 'whose prompts share nothing'
  return [`the turns of ${sessions.ids.length} sessions ${replayedApart} ${prompts}; source.sessions plays them`]
}

/** Of a conversation's turn the last two messages: the turn before holds the others already. */
function newCharacters({ content, session }: TraceRow): number {
  if (content?.kind !== 'messages' || session === undefined) return content === undefined ? 0 : charactersOf(content)
  return charactersOf({ kind: 'messages', messages: content.messages.slice(-2) })
}

const charactersOf = (content: TextContent): number =>
  content.kind === 'text' ? content.text.length : content.messages.reduce((sum, each) => sum + textOf(each).length, 0)
