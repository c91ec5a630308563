import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TargetContext } from '../target.ts'

/** What a hook or another git sets for itself would make this one work on another repository. */
const foreign = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX']
const patienceMs = 120_000

/** What git prints, without the line's end; rejects with an Error whose message is what git said. */
export async function git(
  folder: string,
  args: readonly string[],
  { env }: Pick<TargetContext, 'env'>,
): Promise<string> {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)))
  try {
    const { stdout } = await promisify(execFile)('git', [...args], { cwd: folder, env: own, timeout: patienceMs })
    return stdout.trimEnd()
  } catch (cause) {
    const { stderr = '', message } = cause as { readonly stderr?: string; readonly message: string }
    const said = stderr.trim().split('\n').at(-1) ?? ''
    throw new Error(said === '' ? message : said, { cause })
  }
}

/** The full id of the commit that a revision means in a repository; null: none there, or no repository. */
export async function commitOf(
  folder: string,
  revision: string,
  context: Pick<TargetContext, 'env'>,
): Promise<string | null> {
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], context)
  return found.catch(() => null)
}
