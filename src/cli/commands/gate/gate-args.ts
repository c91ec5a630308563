/** What the command line of `infbench gate` says. */
export interface GateArgs {
  /** A policy file, or `explain`. */
  readonly policy: string
  readonly more?: readonly string[] | undefined
  readonly baseline: string | undefined
  readonly candidate: string | undefined
  /** Id of a gate whose runs are to be finished. */
  readonly resume: string | undefined
  readonly 'dry-run': boolean
  readonly quiet: boolean
  readonly out: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}
