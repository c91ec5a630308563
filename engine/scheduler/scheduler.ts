/** A request as the scheduler sees it: counts, no tokens, no text. Ids rise with arrival. */
export interface QueuedRequest {
  readonly id: number
  readonly promptTokens: number
  /** At most this many tokens are generated; at least 1. */
  readonly maxNewTokens: number
}

/** Why a request is refused at once: it can never fit, or too many wait already. */
export type Refusal =
  | { readonly kind: 'too-long'; readonly tokens: number; readonly limitTokens: number }
  | { readonly kind: 'queue-full'; readonly limitRequests: number }

export type Admission = { readonly kind: 'queued' } | { readonly kind: 'refused'; readonly refusal: Refusal }

/** What one sequence does in a step: tokens [start, start + tokens) of its known ones; `samples`: then picks the next. */
export interface StepWork {
  readonly id: number
  readonly start: number
  readonly tokens: number
  readonly samples: boolean
}

/** The next step. Arrays and entries are reused by the following call of `next`: read them before. */
export interface StepPlan {
  readonly work: readonly StepWork[]
  /** Tokens of all work together. */
  readonly tokens: number
  /** Sequences that lost their pages and start over later, tokens generated so far included. */
  readonly preempted: readonly number[]
}

/**
 * Decides what runs; computes nothing, sees no tensor and no token. One step is a number of tokens per request: prompts,
 * chunks of prompts, decodes and recomputation after preemption differ only in that number.
 */
export interface Scheduler {
  readonly running: number
  readonly waiting: number
  readonly preemptions: number
  admit(request: QueuedRequest): Admission
  /** The next step; no work when nothing can run, which implies that nothing is left. */
  next(): StepPlan
  /** Tells that the step given last ran: every sequence has its tokens in the cache, and those that sampled know one more. */
  apply(): void
  /** Ends a request, whatever its state, and frees its pages; harmless for an id not known. Call between steps. */
  finish(id: number): void
  /** Violated invariants; empty when all is well. */
  check(): string[]
}

export interface SchedulerLimits {
  /** Sequences in one step. */
  readonly maxSequences: number
  /** Tokens in one step; at least `maxSequences`, so that every running decode always has its token. */
  readonly maxStepTokens: number
  /** Tokens of one sequence, prompt and answer; never more than the cache holds. */
  readonly maxSequenceTokens: number
  /** Requests that may wait beyond those that can run. */
  readonly maxQueue: number
}
