/**
 * The files of one revision of a repository, in a git worktree in a temporary folder: the folder a command was meant for can be left as it
 * is, with what is being worked on in it. Its name holds this process's id, so that one that a killed process left behind is known
 * for what it is, and removed by the next checkout of that repository.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pid } from 'node:process'
import { InfbenchError } from '../../core/errors.ts'
import type { TargetContext } from '../target.ts'
import { commitOf, git } from './git.ts'
import { isAlive } from './process-signals.ts'

/** A revision's files; `close` removes them, and a second call does nothing. */
export interface Checkout {
  /** Where the folder that was asked about is in it. */
  readonly folder: string
  readonly commit: string
  close(): Promise<void>
}

type GitContext = Pick<TargetContext, 'env'>

const prefix = 'infbench-checkout-'

/** The commit that a revision means in the repository around `folder`. Errors: `usage`. */
export async function resolveRevision(folder: string, revision: string, context: GitContext): Promise<string> {
  const commit = await commitOf(folder, revision, context)
  if (commit !== null) return commit
  const isRepository = await git(folder, ['rev-parse', '--git-dir'], context).then(
    () => true,
    () => false,
  )
  throw new InfbenchError('usage', {
    message: `rev ${revision}: expected a revision of the git repository at ${folder}, got ${isRepository ? 'none of that name' : 'no repository'}`,
    hint: isRepository
      ? `git fetch origin ${revision} (a shallow clone, as CI makes them, has only its own)`
      : undefined,
  })
}

/** Checks a commit out beside the repository around `folder`. Errors: `server.start`. */
export async function openCheckout(folder: string, commit: string, context: GitContext): Promise<Checkout> {
  const top = await git(folder, ['rev-parse', '--show-toplevel'], context).catch(unusable(folder, commit))
  const within = await git(folder, ['rev-parse', '--show-prefix'], context).catch(unusable(folder, commit))
  await removeAbandoned(top, context)
  const temporary = await mkdtemp(join(tmpdir(), `${prefix}${pid}-`))
  const tree = join(temporary, commit.slice(0, 12))
  const close = () => remove(top, temporary, tree, context)
  try {
    await git(top, ['worktree', 'add', '--detach', '--force', tree, commit], context)
    return { folder: join(tree, within), commit, close }
  } catch (cause) {
    await close()
    return unusable(folder, commit)(cause as Error)
  }
}

async function remove(top: string, temporary: string, tree: string, context: GitContext): Promise<void> {
  if (!existsSync(temporary)) return
  await git(top, ['worktree', 'remove', '--force', tree], context).catch(() => '')
  await rm(temporary, { recursive: true, force: true })
  await git(top, ['worktree', 'prune'], context).catch(() => '')
}

/** Those of processes that were killed before they could remove theirs. */
async function removeAbandoned(top: string, context: GitContext): Promise<void> {
  const listed = await git(top, ['worktree', 'list', '--porcelain'], context).catch(() => '')
  for (const [, tree = ''] of listed.matchAll(/^worktree (.*)$/gm)) {
    const temporary = dirname(tree)
    const owner = basename(temporary).startsWith(prefix) ? /-(\d+)-[^-]*$/.exec(basename(temporary))?.[1] : undefined
    if (owner !== undefined && !isAlive(Number(owner))) await remove(top, temporary, tree, context)
  }
}

const unusable = (folder: string, commit: string) => (cause: Error) => {
  throw new InfbenchError('server.start', {
    message: `${folder}: expected a git worktree of commit ${commit.slice(0, 12)}, got ${cause.message}`,
    cause,
  })
}
