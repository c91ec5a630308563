import type { Answer } from '../../clients/answer.ts'
import type { SessionRequest } from '../../workload/sessions/planned-session.ts'
import type { ReadyRequest } from '../look-ahead.ts'
import type { LoopContext, SendEnd } from '../open-loop.ts'
import type { SentRequest } from '../to-record.ts'
import type { FlightRoom } from '../pacing/flight-room.ts'
import { whenToSend } from '../when-due.ts'
import type { CallBudget } from './call-budget.ts'
import type { CallDraft, ReadySession, Said, SessionWriter } from './session-writer.ts'

/**
 * Plays one session. A call is due when the last of the calls it waits for has ended, plus its gap: that instant is its
 * `scheduledAt`, so whatever delays its sending (reading the answer, writing the body, a busy client) counts into its latency.
 * Its body is drafted while the calls before are under way and finished when they have been read. A call that fails ends the session:
 * calls under way may end, those not yet begun are recorded as not sent.
 */
export interface PlayContext extends Pick<LoopContext, 'pacer' | 'clock' | 'halt' | 'aheadNs'> {
  readonly writer: SessionWriter
  readonly budget: CallBudget
  /** A call that is due while it is full waits, and its wait counts. */
  readonly room: FlightRoom
  /** Calls scheduled before this are warm-up. */
  readonly warmUpEndAt: number
  readonly send: (ready: ReadyRequest, sent: SentRequest) => Promise<AnsweredEnd | null>
  /** Records a call that is never sent. */
  readonly giveUp: (unsent: SentRequest, detail: string) => void
}

export interface AnsweredEnd extends SendEnd {
  readonly answer: Promise<Pick<Answer, 'outcome' | 'reply' | 'inputTokens' | 'outputTokens' | 'countedBy'>>
}

export interface SessionEnd {
  /** End of the last answer; the start where nothing was sent. */
  readonly doneAt: number
  readonly refused: boolean
}

/** Resolves when no call of the session is under way and none will be. Rejects when a body cannot be written. */
export function playSession(session: ReadySession, startAt: number, context: PlayContext): Promise<SessionEnd> {
  const played = new SessionPlay(session, startAt, context).play()
  return played.finally(() => context.writer.forget?.(session.planned))
}

class SessionPlay {
  readonly #context: PlayContext
  readonly #calls: readonly SessionRequest[]
  readonly #drafts: Map<number, Promise<CallDraft>>
  readonly #said = new Map<number, Said>()
  readonly #waits: number[]
  /** When the last parent so far ended. */
  readonly #readyAt: number[]
  readonly #begun = new Set<number>()
  #doneAt: number
  #refused = false
  #failed: string | null = null

  constructor({ planned, prepared }: ReadySession, startAt: number, context: PlayContext) {
    this.#context = context
    this.#calls = planned.calls
    this.#drafts = new Map([...prepared].map(([position, draft]) => [position, Promise.resolve(draft)]))
    this.#waits = planned.calls.map(({ call }) => call.parents.length)
    this.#readyAt = planned.calls.map(() => startAt)
    this.#doneAt = startAt
  }

  async play(): Promise<SessionEnd> {
    const first = this.#calls.filter(({ call }) => call.parents.length === 0)
    await Promise.all(first.map((each) => this.#run(each)))
    return { doneAt: this.#doneAt, refused: this.#refused }
  }

  /** One call and all that follows from it. */
  async #run(request: SessionRequest): Promise<void> {
    const { position, gapNs } = request.call
    const scheduledAt = (this.#readyAt[position] as number) + gapNs
    const phase = scheduledAt < this.#context.warmUpEndAt ? ('warmup' as const) : ('measure' as const)
    if (this.#failed !== null || !this.#context.budget.take(scheduledAt, phase)) return
    this.#begun.add(position)
    const end = await this.#send(request, { planned: request, scheduledAt, phase })
    if (end === null) return
    this.#doneAt = Math.max(this.#doneAt, end.doneAt)
    if (end.refused) this.#refused = true
    const answer = await end.answer
    const { outcome, reply } = answer
    if (outcome.kind !== 'ok') return this.#fail(request, outcome.kind, end.doneAt)
    const { prompt } = this.#said.get(position) as Said
    this.#said.set(position, { prompt, reply: reply ?? '', counted: countOf(answer) })
    await Promise.all(this.#released(position, end.doneAt).map((next) => this.#run(next)))
  }

  async #send(request: SessionRequest, sent: SentRequest): Promise<AnsweredEnd | null> {
    const { budget, send, clock, room } = this.#context
    const { position, continues } = request.call
    let sending: Promise<AnsweredEnd | null> | null = null
    try {
      const draft = await this.#draft(request)
      const before = continues === null ? null : (this.#said.get(continues.call) ?? null)
      const finishing = draft.finish(before)
      const { prepared, prompt } = finishing instanceof Promise ? await finishing : finishing
      this.#drafts.delete(position)
      this.#said.set(position, { prompt, reply: '', counted: null })
      const go = () => {
        sending = send({ planned: request, prepared }, sent)
        void sending.finally(() => room.give())
      }
      if (!(await this.#begin(sent.scheduledAt, go))) {
        if (!(await room.turn())) return null
        if (budget.closed) return null
        if (sent.phase === 'measure') room.noteHeld(clock.nowNs() - sent.scheduledAt)
        go()
      }
    } finally {
      budget.sent()
    }
    for (const next of this.#children(position)) void this.#draft(next).catch(() => {}) // its fault is the call's, later
    return sending
  }

  /** Runs `go` when it is due, unless the run is over by then; false: it is due and there is no room. */
  async #begin(at: number, go: () => void): Promise<boolean> {
    const { budget, room } = this.#context
    let isHeld = false
    await whenToSend(this.#context, at, () => {
      if (budget.closed) return
      if (room.take()) go()
      else isHeld = true
    })
    return !isHeld
  }

  #draft(request: SessionRequest): Promise<CallDraft> {
    const { position } = request.call
    const known = this.#drafts.get(position) ?? this.#context.writer.draft(request)
    this.#drafts.set(position, known)
    return known
  }

  #children(position: number): readonly SessionRequest[] {
    return this.#calls.filter(({ call }) => call.parents.includes(position))
  }

  /** The calls that waited for this one last. */
  #released(position: number, doneAt: number): readonly SessionRequest[] {
    return this.#children(position).filter(({ call }) => {
      const at = call.position
      this.#readyAt[at] = Math.max(this.#readyAt[at] as number, doneAt)
      this.#waits[at] = (this.#waits[at] as number) - 1
      return this.#waits[at] === 0
    })
  }

  /** Everything not begun is given up, as of now: it was due after an answer that there is not. A run that stops has no such calls. */
  #fail({ index }: SessionRequest, kind: string, at: number): void {
    const { halt, budget, warmUpEndAt, giveUp } = this.#context
    if (this.#failed !== null || halt.aborted) return
    this.#failed = `request ${index} of its session ended with ${kind}`
    if (!budget.admits(at)) return
    const phase = at < warmUpEndAt ? ('warmup' as const) : ('measure' as const)
    for (const planned of this.#calls) {
      if (!this.#begun.has(planned.call.position)) giveUp({ planned, scheduledAt: at, phase }, this.#failed)
    }
  }
}

/** What the server counted, and nobody else. */
function countOf({ inputTokens, outputTokens, countedBy }: Awaited<AnsweredEnd['answer']>): Said['counted'] {
  return countedBy !== 'usage' || inputTokens === null || outputTokens === null ? null : { inputTokens, outputTokens }
}
