/**
 * The one error class of the harness. A code is dotted and stable; `cli/exit-codes.ts` maps every code to an exit code and
 * the compiler finds a missing one. The message says where, expected and got; the hint is a command or an edit to make now.
 */
export type ErrorCode =
  | 'usage' // the command line makes no sense
  | 'workload.unreadable' // the file is absent or not readable
  | 'workload.malformed' // not YAML
  | 'workload.invalid' // YAML, but not a workload
  | 'policy.unreadable' // the policy of a gate is absent or not readable
  | 'policy.malformed' // not YAML
  | 'policy.invalid' // YAML, but not a policy
  | 'gate.malformed' // a file is no verdict as infbench gate --json prints it
  | 'source.unreadable' // a trace, dataset or tokenizer file is absent or not in its format
  | 'source.empty' // a trace or dataset without one usable request
  | 'import.malformed' // a file of results is empty, broken or not what its format holds
  | 'import.unknown' // a file of results is of no format known, or of two
  | 'target.unreachable' // nothing answers there
  | 'target.refused' // it answers, but not as an OpenAI-compatible server, or refuses the credentials or the model
  | 'engine.start' // the bundled engine did not start
  | 'server.start' // the server that a workload's command starts did not come up
  | 'engine.model' // the bundled engine knows no such model, or the file is not one it can read
  | 'engine.addon' // the native addon is missing or does not load
  | 'load.worker' // a load generator ended before its work was done
  | 'driver.missing' // the program that is to send the load is not there
  | 'driver.failed' // it ended before its work was done, or cannot do what is asked
  | 'merge.mismatch' // parts of a run that do not belong together
  | 'store.unreadable' // the database cannot be opened, is corrupted or is no infbench store
  | 'store.newer' // the database was written by a newer infbench
  | 'store.full' // the disk took no more
  | 'store.clash' // runs of two stores have one id and other content
  | 'store.readonly' // the folder or file cannot be written
  | 'run.unknown' // no run matches the name or id given
  | 'run.failed' // over half of the requests of the run failed
  | 'selftest.missed' // the machine cannot measure to the bar
  | 'output.unwritable' // a report or file cannot be written
  | 'interrupted' // stopped by the user
  | 'internal' // a bug of ours

export interface ErrorFacts {
  readonly message: string
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** Thrown for anything a person must act on; printed only by `cli/main.ts`. */
export class InfbenchError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(facts.message, { cause: facts.cause })
    this.name = 'InfbenchError'
    this.code = code
    this.hint = facts.hint
  }
}
