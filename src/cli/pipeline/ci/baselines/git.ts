import { spawn } from 'node:child_process'

/** What git said. `code` is null where it could not be started. */
export interface GitAnswer {
  readonly code: number | null
  readonly output: Buffer
  /** The last line of its complaint. */
  readonly complaint: string
}

/** Asks git, in a folder, with no terminal to ask back on; `env` is that of the command with names for a commit where none are set up. */
export function git(
  args: readonly string[],
  { cwd, env, input }: { readonly cwd: string; readonly env: Env; readonly input?: string },
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd, env: { ...env, GIT_TERMINAL_PROMPT: '0' }, stdio: 'pipe' })
    const output: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => {
      complaint += String(bytes)
    })
    child.on('error', (error) => resolve({ code: null, output: Buffer.alloc(0), complaint: error.message }))
    child.on('close', (code) =>
      resolve({ code, output: Buffer.concat(output), complaint: complaint.trim().split('\n').at(-1) ?? '' }),
    )
    // A git that ended early has said why; that it takes no more is no news.
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
  })
}

type Env = Readonly<Record<string, string | undefined>>
