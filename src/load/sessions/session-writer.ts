import type { PreparedRequest } from '../../clients/client.ts'
import type { PlannedSession, SessionRequest } from '../../workload/sessions/planned-session.ts'

/** Makes the bodies of calls, each in two steps: what can be written before the answers it builds on, and the rest. */
export interface SessionWriter {
  draft(call: SessionRequest): Promise<CallDraft>
  /** Nothing more will be asked for a session; for writers that keep something of it. */
  forget?(session: PlannedSession): void
}

export interface CallDraft {
  /** The body; `before`: the call whose conversation it goes on with, null where it begins anew. Costs a copy of the conversation. */
  finish(before: Said | null): FinishedCall | Promise<FinishedCall>
}

export interface FinishedCall {
  readonly prepared: PreparedRequest
  /** Its prompt, in whatever form the writer wants it back. */
  readonly prompt: unknown
}

/** What a call asked and was answered. */
export interface Said {
  readonly prompt: unknown
  readonly reply: string
  /** Tokens of both by the server's own count; null: it does not tell. */
  readonly counted: { readonly inputTokens: number; readonly outputTokens: number } | null
}

/** A session whose first calls are drafted. */
export interface ReadySession {
  readonly planned: PlannedSession
  readonly prepared: ReadonlyMap<number, CallDraft>
}

/** Drafts the calls of a session that wait for no other. */
export async function draftFirst(writer: SessionWriter, session: PlannedSession): Promise<ReadySession['prepared']> {
  const first = session.calls.filter(({ call }) => call.parents.length === 0)
  return new Map(await Promise.all(first.map(async (each) => [each.call.position, await writer.draft(each)] as const)))
}
