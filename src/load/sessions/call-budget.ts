import type { Quota } from './quota.ts'

/**
 * Counts which calls may still be sent, over all sessions of a run. A call is taken when its time is known and sent or given up
 * later; the run's sending is over when nothing taken is left and nothing more may be taken, or no session is left.
 */
export class CallBudget {
  readonly #endAt: number | null
  readonly #quota: Quota
  readonly #over: () => void
  #taken = 0
  #sessions = 0
  #lastSession = false
  #pastEnd = false
  #closed = false

  /** `endAt`: no call is scheduled from there on, null: no such bound; `quota`: the measured calls. `over` runs once. */
  constructor(bounds: { readonly endAt: number | null; readonly quota: Quota }, over: () => void) {
    this.#endAt = bounds.endAt
    this.#quota = bounds.quota
    this.#over = over
    bounds.quota.onFull(() => this.#look())
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Whether a call of that time could still be part of the run. */
  admits(scheduledAt: number): boolean {
    return !this.#closed && (this.#endAt === null || scheduledAt < this.#endAt)
  }

  /** Whether a call of that time and phase is part of the run; it must then be `sent` or given up by `sent` alike. */
  take(scheduledAt: number, phase: 'warmup' | 'measure'): boolean {
    if (!this.admits(scheduledAt)) return false
    if (phase === 'measure' && !this.#quota.take()) return false
    this.#taken++
    return true
  }

  sent(): void {
    this.#taken--
    this.#look()
  }

  sessionBegins(): void {
    this.#sessions++
  }

  sessionEnds(): void {
    this.#sessions--
    this.#look()
  }

  /** No session will begin any more. */
  noMoreSessions(): void {
    this.#lastSession = true
    this.#look()
  }

  /** The clock has passed the end. */
  pastEnd(): void {
    this.#pastEnd = true
    this.#look()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#over()
  }

  #look(): void {
    if (this.#taken === 0 && (this.#pastEnd || this.#quota.isFull || (this.#lastSession && this.#sessions === 0)))
      this.close()
  }
}
