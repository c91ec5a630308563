import { numberList } from '../../../stats/number-list.ts'
import type { TextContent, TraceRow } from '../formats/trace-row.ts'
import { inOrderOfTime } from './order-rows.ts'
import { type RowColumns, type RowList, rowList } from './row-list.ts'
import { type BuildOptions, charactersOf, RowMaker, type UntoldLengths } from './row-maker.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { SessionBuilder } from './session-builder.ts'

/** Collects the rows of a trace as they are read. */
export interface RowBuilder {
  /** Its input plus output tokens. */
  add(row: TraceRow): number
  /** Looks at a row that is not kept: its lengths alone count, into `largestTokens`. */
  pass(row: TraceRow): void
  readonly length: number
  /** Sessions so far, rows of none among them. */
  readonly sessions: number
  holdsSession(id: string): boolean
  /** Input plus output tokens of the largest row, of those passed too. */
  readonly largestTokens: number
  /** Characters of text held so far. */
  readonly heldCharacters: number
  /** Time of the last row since the first; null: not told. */
  readonly lastNs: number | null
  /** All rows in order of time, and what was done to them, a sentence each: no word of their order where it is `expected`. Call once. */
  finish(expected?: boolean): FinishedRows
}

export interface FinishedRows {
  readonly rows: RowList
  readonly notes: readonly string[]
  readonly untold: UntoldLengths
}

/** An empty builder. */
export function rowBuilder(options: BuildOptions): RowBuilder {
  const state = new Columns(options)
  return {
    add: (row) => state.add(row),
    pass: (row) => state.pass(row),
    get length() {
      return state.inputs.length
    },
    get sessions() {
      return state.sessions
    },
    holdsSession: (id) => state.holdsSession(id),
    get largestTokens() {
      return state.largestTokens
    },
    get heldCharacters() {
      return state.heldCharacters
    },
    get lastNs() {
      return state.lastNs
    },
    finish: (expected = false) => state.finish(expected),
  }
}

class Columns {
  readonly inputs = numberList()
  readonly outputs = numberList()
  heldCharacters = 0
  largestTokens = 0
  #alone = 0
  readonly #options: BuildOptions
  readonly #maker: RowMaker
  readonly #times = numberList()
  #contents: (TextContent | undefined)[] | null = null
  #bodies: (TraceRow['body'] | undefined)[] | null = null
  readonly #segments = new SegmentBuilder()
  readonly #sessions = new SessionBuilder()

  constructor(options: BuildOptions) {
    this.#options = options
    this.#maker = new RowMaker(options)
  }

  /** Of the row that was added last, since the first; null: not told. */
  get lastNs(): number | null {
    const last = this.#times.values().at(-1)
    return last === undefined || Number.isNaN(last) ? null : last
  }

  add(row: TraceRow): number {
    const index = this.inputs.length
    const { inputTokens, outputTokens, timeNs, turn, segments } = this.#maker.make(row)
    this.#noteLargest(inputTokens + outputTokens)
    if (row.session === undefined) this.#alone++
    this.inputs.push(inputTokens)
    this.outputs.push(outputTokens)
    this.#times.push(timeNs ?? Number.NaN)
    if (row.content !== undefined) {
      this.#contents ??= []
      this.#contents[index] = row.content
      this.heldCharacters += newCharacters(row)
    }
    if (row.body !== undefined) {
      this.#bodies ??= []
      this.#bodies[index] = row.body
    }
    if (row.session !== undefined && turn !== null) this.#sessions.add(index, row.session, turn)
    this.#segments.add(index, segments)
    return inputTokens + outputTokens
  }

  pass(row: TraceRow): void {
    const { inputTokens, outputTokens } = this.#maker.pass(row)
    this.#noteLargest(inputTokens + outputTokens)
  }

  get sessions(): number {
    return this.#alone + this.#sessions.sessions
  }

  holdsSession(id: string): boolean {
    return this.#sessions.has(id)
  }

  #noteLargest(tokens: number): void {
    if (tokens > this.largestTokens) this.largestTokens = tokens
  }

  finish(expected: boolean): FinishedRows {
    const times = this.#times.values()
    const { columns, notes } = inOrderOfTime(this.#columns(times.some(Number.isNaN) ? null : times))
    const some = times.some((time) => !Number.isNaN(time)) && columns.times === null
    return {
      rows: rowList(columns),
      untold: this.#maker.untold,
      notes: [
        ...this.#maker.notes(),
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
}

/** In the note of a trace whose turns do not wait for answers: it has sessions, but was asked for its requests. */
export const replayedApart = 'are replayed as independent requests'

const sessionNotes = ({ sessions }: RowColumns, sharing: boolean): string[] =>
  sessions === null ? [] : [sessionNote(sessions.ids.length, sharing)]

/** What becomes of so many sessions where their requests are asked for. */
export function sessionNote(sessions: number, sharing: boolean): string {
  const prompts = sharing ? 'whose prompts begin with the ones before' : 'whose prompts share nothing'
  return `the turns of ${sessions} sessions ${replayedApart} ${prompts}; source.sessions plays them`
}

/** Of a conversation's turn the last two messages: the turn before holds the others already. */
function newCharacters({ content, session }: TraceRow): number {
  if (content?.kind !== 'messages' || session === undefined) return content === undefined ? 0 : charactersOf(content)
  return charactersOf({ kind: 'messages', messages: content.messages.slice(-2) })
}
