import type { PreparedRequest } from '../../../clients/client.ts'
import type { PlannedSession } from '../../../workload/sessions/planned-session.ts'
import { type CallDraft, draftFirst, type SessionWriter } from '../../sessions/session-writer.ts'
import type { CallPlace, SaidThere } from '../messages.ts'

/** Sessions that were dealt out and have not ended: their texts stay with the one who writes them, workers name calls by their places. */
export class SessionDesk {
  readonly #writer: SessionWriter
  readonly #open = new Map<number, OpenSession>()

  constructor(writer: SessionWriter) {
    this.#writer = writer
  }

  /** Drafts the first calls of a session that is about to be dealt. */
  async open(session: PlannedSession): Promise<PlannedSession> {
    const first = await draftFirst(this.#writer, session)
    const drafts = new Map([...first].map(([position, draft]) => [position, Promise.resolve(draft)] as const))
    this.#open.set(session.number, { session, drafts, prompts: new Map() })
    return session
  }

  /** Drafts a call while those before it are under way. */
  draft(place: CallPlace): void {
    const open = this.#open.get(place.session)
    if (open !== undefined) void this.#draftOf(open, place.position).catch(() => {}) // its fault is the call's, later
  }

  /** Writes a call to its end; null: its session is no longer open. */
  async finish({ session, position }: CallPlace, before: SaidThere | null): Promise<PreparedRequest | null> {
    const open = this.#open.get(session)
    if (open === undefined) return null
    const draft = await this.#draftOf(open, position)
    open.drafts.delete(position)
    const said = before === null ? null : { ...before, prompt: open.prompts.get(before.position) }
    const { prepared, prompt } = await draft.finish(said)
    open.prompts.set(position, prompt)
    return prepared
  }

  forget(session: number): void {
    this.#open.delete(session)
  }

  #draftOf({ session, drafts }: OpenSession, position: number): Promise<CallDraft> {
    const call = session.calls[position]
    if (call === undefined) throw new TypeError(`session ${session.number} has no call ${position}`)
    const known = drafts.get(position) ?? this.#writer.draft(call)
    drafts.set(position, known)
    return known
  }
}

interface OpenSession {
  readonly session: PlannedSession
  readonly drafts: Map<number, Promise<CallDraft>>
  readonly prompts: Map<number, unknown>
}
