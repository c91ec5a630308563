import type { Rng } from '../../core/rng.ts'
import type { SessionSource } from '../sessions/session-source.ts'
import type { Segment } from '../prompt/segment.ts'
import type { TextContent } from './formats/trace-row.ts'
import type { UntoldLengths } from './rows/row-maker.ts'
import type { BadRows } from './traces/bad-rows.ts'
import type { RowList } from './rows/row-list.ts'

/** Where the lengths of requests come from, and for a trace also their times, what they share, or their texts. */
export interface RequestSource {
  /** `azure-conv-2023`, `synthetic`, or the path of a trace. */
  readonly name: string
  /** What kind of file it is, as `format:` names it; absent where there is none. */
  readonly format?: string
  /** SHA-256 (hex) of the content, or of the plan for synthetic lengths: equal means the same requests can be had from it. */
  readonly fingerprint: string
  /** The rows of a trace in order of time; null where lengths are drawn. */
  readonly rows: RowList | null
  /** Lengths of one request (for a trace: of a row picked at random). */
  draw(rng: Rng): SourceRow
  /** No row has more input plus output tokens; null where nothing bounds them. */
  readonly largestTokens: number | null
  /** What was changed in reading it, a sentence each. */
  readonly notes: readonly string[]
  /** Rows of its files that were left out because they could not be read; absent: it has no rows. */
  readonly badRows?: BadRows
  /** True where a large file has rows that were not kept, for no run needs them; absent: it holds all. */
  readonly isPart?: boolean
  /** Lengths of its rows that no file tells; absent: they all are told, or drawn. */
  readonly untold?: UntoldLengths
  /** Whole sessions, to be played with each call waiting for those before; absent: its requests are independent. */
  readonly sessions?: SessionSource
}

export interface SourceRow {
  readonly inputTokens: number
  readonly outputTokens: number
  /** ns since the trace's first row (before `skip`); null where lengths are drawn or the trace has no times. */
  readonly timestampNs: number | null
  /** What the prompt is made of; absent: words of no meaning, shared with no other prompt. */
  readonly prompt?: PromptContent
  readonly session?: SessionTurn
  /** Fields that the recorded request's body had besides. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** A recorded text, or the segments that a prompt shares with others; what they do not cover is the prompt's own. */
export type PromptContent = TextContent | { readonly kind: 'segments'; readonly segments: readonly Segment[] }

/** A request's place in its session. */
export interface SessionTurn {
  readonly id: string
  /** From 0. */
  readonly turn: number
  /** From the answer before to this request; null: not known. */
  readonly thinkNs: number | null
  /** Since the session's first request; null: not known. */
  readonly offsetNs: number | null
  /** How long its answer took; absent: not known. */
  readonly durationNs?: number
}
