/**
 * What the GitHub Action touches, built once in main.ts and passed on, so that tests run the whole of it. The contract with the runner:
 * inputs are INPUT_NAME variables, outputs and the job summary are appended to the files that GITHUB_OUTPUT and GITHUB_STEP_SUMMARY name,
 * annotations are lines on stdout, and the exit code says whether the step failed.
 */
export interface ActionIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The log of the step; lines that begin with `::` are commands to the runner. */
  readonly say: (line: string) => void
  /** Starts a program and hands its stderr on, line by line, as it comes. Rejects when there is no such program. */
  readonly run: (command: readonly string[], options: RunOptions) => Promise<Ended>
  readonly fetch: typeof fetch
  /** A text that stands in no other text, for fences around foreign ones. */
  readonly newFence: () => string
}

export interface RunOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onStderr: (line: string) => void
}

export interface Ended {
  /** Null: a signal ended it. */
  readonly code: number | null
  readonly stdout: string
}
