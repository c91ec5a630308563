/** One request of the schedule, before it has a prompt. A pure function of plan, source and seed; printable before the run. */
export interface PlannedRequest {
  /** From 0, in order of sending. */
  readonly index: number
  readonly phase: 'warmup' | 'measure'
  readonly className: string
  /** ns since run start; null in closed loop, where the user's turn decides. */
  readonly scheduledAt: number | null
  readonly inputTokens: number
  readonly outputTokens: number
}
