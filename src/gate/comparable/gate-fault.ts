/** Why runs allow no verdict. Closed list; each has a test that provokes it. */
export const faultCodes = [
  'no-runs', // a side has none
  'same-run', // one run stands on both sides
  'unfinished-run', // a run has not ended, or was ended early
  'missing-pairs', // runs without a partner, or fewer pairs than planned
  'too-few-pairs', // fewer pairs than any verdict needs
  'too-few-runs', // history: fewer past runs of this environment than a prediction needs
  'other-workload', // the runs were asked different things
  'other-dataset', // their requests come from different data
  'other-environment', // another machine, system or Node.js
  'other-version', // another version of infbench measured
  'other-target', // the runs of one side measured different things
  'other-prompts', // the runs of a pair sent different prompts
  'request-counts', // the runs of a pair sent different numbers of requests
  'output-lengths', // answers of one side are longer
  'cache-state', // a prefix cache served one run of a pair and not the other
  'invalid-run', // a run is stamped invalid
  'imported-run', // another tool measured it, by other definitions
  'clock', // runs that were made one after the other overlap by the clock
  'one-sided', // a metric was observed on one side only, or in no run
  'not-positive', // a metric is 0 in a run, and no ratio can be made of it
] as const

export type FaultCode = (typeof faultCodes)[number]

/** One reason why there is no verdict: a closed code, a sentence with the facts, and what to do about it. */
export interface GateFault {
  readonly code: FaultCode
  readonly message: string
  readonly hint: string | null
}
