import { type Rng, seededRng } from '../../../core/rng.ts'
import { numberList, type NumberList } from '../../../stats/number-list.ts'
import type { Segment } from '../../prompt/segment.ts'
import type { LengthPlan } from '../../run-plan.ts'
import { textOf } from '../formats/datasets/messages.ts'
import type { Instant, TextContent, TraceRow } from '../formats/trace-row.ts'
import { between } from '../formats/values.ts'
import { drawLength } from '../lengths.ts'
import { inOrderOfTime } from './order-rows.ts'
import { type RowColumns, type RowList, rowList } from './row-list.ts'
import { sessionThreads } from './session-threads.ts'

/** Collects the rows of a trace as they are read. */
export interface RowBuilder {
  add(row: TraceRow): void
  readonly length: number
  /** Characters of text held so far. */
  readonly heldCharacters: number
  /** All rows in order of time, and what was done to them, a sentence each. Call once. */
  finish(): { readonly rows: RowList; readonly notes: readonly string[] }
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
    finish: () => state.finish(),
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
  readonly #segments = { ends: numberList(), streams: numberList(), tokens: numberList() }
  #streams = 0
  readonly #blocks = new Map<number | string, number>()
  readonly #threads = sessionThreads(() => this.#streams++)
  readonly #sessionIds = new Map<string, number>()
  readonly #sessions = { session: numberList(), turn: numberList(), thinkNs: numberList(), offsetNs: numberList() }
  readonly #counts = { drawnInputs: 0, drawnOutputs: 0, estimated: 0, raised: 0 }

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
      this.heldCharacters += charactersOf(row.content)
    }
    if (row.body !== undefined) {
      this.#bodies ??= []
      this.#bodies[index] = row.body
    }
    this.#addSession(row, input)
  }

  #input({ inputTokens, content }: TraceRow): number {
    if (inputTokens !== null) return inputTokens
    if (content !== undefined) {
      this.#counts.estimated++
      return Math.ceil(charactersOf(content) / bytesPerToken)
    }
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

  #addSession(row: TraceRow, input: number): void {
    const { session } = row
    const thread = session === undefined ? null : this.#threads.next(session, Math.max(1, input))
    const known = session === undefined ? Number.NaN : (this.#sessionIds.get(session.id) ?? this.#sessionIds.size)
    if (session !== undefined) this.#sessionIds.set(session.id, known)
    this.#sessions.session.push(known)
    this.#sessions.turn.push(thread?.turn ?? Number.NaN)
    this.#sessions.thinkNs.push(session?.thinkNs ?? Number.NaN)
    this.#sessions.offsetNs.push(session?.offsetNs ?? Number.NaN)
    if (this.#options.sharing)
      this.#addSegments(row.blocks === undefined ? (thread?.segments ?? []) : this.#blocksOf(row))
    else this.#segments.ends.push(0)
  }

  #blocksOf({ blocks }: TraceRow): Segment[] {
    const { ids, blockTokens } = blocks as NonNullable<TraceRow['blocks']>
    return ids.map((id) => {
      const stream = this.#blocks.get(id) ?? this.#streams++
      this.#blocks.set(id, stream)
      return { stream, tokens: blockTokens }
    })
  }

  #addSegments(segments: readonly Segment[]): void {
    for (const { stream, tokens } of segments) {
      this.#segments.streams.push(stream)
      this.#segments.tokens.push(tokens)
    }
    this.#segments.ends.push(this.#segments.streams.length)
  }

  finish(): { rows: RowList; notes: readonly string[] } {
    const times = this.#times.values()
    const { columns, notes } = inOrderOfTime(this.#columns(times.some(Number.isNaN) ? null : times))
    const some = times.some((time) => !Number.isNaN(time)) && columns.times === null
    return {
      rows: rowList(columns),
      notes: [...this.#notes(), ...notes, ...(some ? ['only some rows have a time: none of the times is used'] : [])],
    }
  }

  #columns(times: Float64Array | null): RowColumns {
    const all = (lists: Readonly<Record<string, NumberList>>) =>
      Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.values()]))
    return {
      inputs: this.inputs.values(),
      outputs: this.outputs.values(),
      times,
      contents: this.#contents,
      bodies: this.#bodies,
      segments: this.#streams === 0 ? null : (all(this.#segments) as unknown as RowColumns['segments']),
      sessions:
        this.#sessionIds.size === 0
          ? null
          : ({ ids: [...this.#sessionIds.keys()], ...all(this.#sessions) } as unknown as RowColumns['sessions']),
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

const charactersOf = (content: TextContent): number =>
  content.kind === 'text' ? content.text.length : content.messages.reduce((sum, each) => sum + textOf(each).length, 0)
