/**
 * Why a run may not mean what it seems to mean. Severity decides the stamp, and the stamp must stay worth reading:
 * - `invalid`: the figures do not describe the target or the workload; nobody may decide on them;
 * - `degraded`: they do, with a flaw whose size the message gives; fit for a look, not for a verdict;
 * - `note`: worth knowing, changes nothing about the figures shown (a short run's p99 is marked, the run is not blamed).
 */
export type Severity = 'note' | 'degraded' | 'invalid'

/** Closed list; each has a test that provokes it. */
export const reasonCodes = [
  'killed', // no end was ever recorded
  'interrupted', // stopped by the user
  'run-failed', // the harness itself ended the run
  'nothing-measured', // no request of the measured phase completed
  'errors', // part of the requests failed
  'clock-backwards', // times of a request run backwards
  'send-lag', // the load generator sent late
  'send-rate', // it sent slower than the arrival process asked
  'in-flight-limit', // the workload's own limit of requests under way held some back
  'event-loop-delay', // its thread was busy when bytes arrived
  'read-lag', // bytes lay unread in its sockets
  'client-cpu', // its core was saturated
  'server-behind', // the target completed less than was offered
  'not-settled', // the first part of the window differs from the rest
  'few-samples', // too few independent values for a percentile
  'output-lengths', // answers longer or shorter than asked
  'input-lengths', // prompts longer or shorter than asked, by the server's count
  'prefix-cache', // unique prompts hit a prefix cache
  'repeated-prompts', // an earlier run sent them to the same target, which does not say what it cached
  'assumed-tokenizer', // prompts were sized by a stand-in
  'estimated-tokens', // output tokens were not counted by the target
  'no-done', // streams ended without [DONE]
  'imported', // another tool measured it
] as const

export type ReasonCode = (typeof reasonCodes)[number]

/** One reason: a closed code, a sentence with the numbers, and what to do about it. */
export interface Reason {
  readonly code: ReasonCode
  readonly severity: Severity
  readonly message: string
  readonly hint: string | null
}

/** The stamp: the worst severity, `valid` when there are only notes or nothing. */
export function statusOf(reasons: readonly Reason[]): 'valid' | 'degraded' | 'invalid' {
  const worst = (severity: Severity) => reasons.some((reason) => reason.severity === severity)
  return worst('invalid') ? 'invalid' : worst('degraded') ? 'degraded' : 'valid'
}
