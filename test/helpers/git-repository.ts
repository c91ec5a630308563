import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']

/** What git prints in a folder, away from the tester's own settings. */
export function gitIn(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...own } = env as Record<string, string>
  return execFileSync('git', [...identity, ...args], { cwd: folder, env: own, encoding: 'utf8', stdio: 'pipe' }).trim()
}

/** Writes files and commits them; makes the repository where there is none, on `branch`. The commit's id. */
export function commitFiles(folder: string, files: Readonly<Record<string, string>>, branch?: string): string {
  if (!existsSync(join(folder, '.git'))) gitIn(folder, 'init', '--quiet', '--initial-branch', branch ?? 'main')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  gitIn(folder, 'add', '--all')
  gitIn(folder, 'commit', '--quiet', '--message', 'change')
  return gitIn(folder, 'rev-parse', 'HEAD')
}
