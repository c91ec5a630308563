/** What the command line of `infbench gate` says. */
export interface GateArgs {
  /** A policy file, or `explain`. */
  readonly policy: string
  readonly more?: readonly string[] | undefined
  readonly baseline: string | undefined
  readonly candidate: string | undefined
  readonly out: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}
