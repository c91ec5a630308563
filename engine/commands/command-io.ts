/** What a command may touch of the process, made in `main.ts`. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The result. */
  out(line: string): void
  /** Everything else. */
  log(line: string): void
  /** Resolves at the first SIGTERM or SIGINT. */
  readonly stop: Promise<void>
}
