/** What a command may touch of the process, made in `main.ts`. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** How the person who reads the help called the program: `infbench` when the harness passes commands on. */
  readonly program: string
  /** The result. */
  out(line: string): void
  /** Everything else. */
  log(line: string): void
  /** Resolves at the first SIGTERM or SIGINT. */
  readonly stop: Promise<void>
}
