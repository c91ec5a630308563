/**
 * One file on a git branch of its own, which holds nothing else and no history: each save is a commit without parents that takes the place of
 * the one before, so that the repository does not grow with every run. The working tree and the index are never touched. Two jobs that save
 * at once do not lose each other's: the push names what it takes the place of, and is refused where that has changed.
 */
import { writeFile } from 'node:fs/promises'
import { InfbenchError } from '../../../../core/errors.ts'
import { git, type GitAnswer } from './git.ts'

export interface BranchPlace {
  readonly branch: string
  /** A folder of the repository. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The file's name on the branch. */
const fileName = 'results.db'
const remote = 'origin'

/** The commit that the branch is at, on the remote where there is one, else here; null: there is no such branch yet. */
export async function branchCommit(place: BranchPlace): Promise<string | null> {
  await expectRepository(place)
  if (await hasRemote(place)) {
    const listed = await orThrow(place, ['ls-remote', '--heads', remote, `refs/heads/${place.branch}`])
    const [commit = ''] = String(listed.output).split(/\s/)
    if (commit === '') return null
    await orThrow(place, ['fetch', '--quiet', '--no-tags', '--depth=1', remote, `refs/heads/${place.branch}`])
    return commit
  }
  const found = await ask(place, ['rev-parse', '--verify', '--quiet', `refs/heads/${place.branch}^{commit}`])
  return found.code === 0 ? String(found.output).trim() : null
}

/** Writes the file as it is in that commit to `path`. */
export async function readBranchFile(place: BranchPlace, commit: string, path: string): Promise<void> {
  const { output } = await orThrow(place, ['cat-file', 'blob', `${commit}:${fileName}`])
  await writeFile(path, output)
}

/** Puts the file at `path` on the branch, in place of `before`; false when the branch has moved on meanwhile. */
export async function saveBranchFile(place: BranchPlace, path: string, before: string | null): Promise<boolean> {
  const blob = await said(place, ['hash-object', '-w', '--no-filters', path])
  const tree = await said(place, ['mktree'], `100644 blob ${blob}\t${fileName}\n`)
  const commit = await said({ ...place, env: withAuthor(place.env) }, [
    'commit-tree',
    tree,
    '-m',
    'Keep runs to compare with',
  ])
  if (!(await hasRemote(place))) {
    const moved = await ask(place, ['update-ref', `refs/heads/${place.branch}`, commit, before ?? absent])
    return moved.code === 0
  }
  const lease = `--force-with-lease=refs/heads/${place.branch}:${before ?? ''}`
  const pushed = await ask(place, ['push', '--quiet', lease, remote, `${commit}:refs/heads/${place.branch}`])
  if (pushed.code === 0) return true
  if ((await branchCommit(place)) !== before) return false
  throw refused(place, ['push'], pushed)
}

/** To git: the reference must not be there. */
const absent = '0'.repeat(40)

/** A runner has no name set up, and a commit needs one. */
const withAuthor = (env: BranchPlace['env']) => ({
  ...{ GIT_AUTHOR_NAME: 'infbench', GIT_AUTHOR_EMAIL: 'infbench@localhost' },
  ...{ GIT_COMMITTER_NAME: 'infbench', GIT_COMMITTER_EMAIL: 'infbench@localhost' },
  ...env,
})

const ask = ({ cwd, env }: BranchPlace, args: readonly string[], input?: string) =>
  git(args, { cwd, env, ...(input === undefined ? {} : { input }) })

async function orThrow(place: BranchPlace, args: readonly string[], input?: string): Promise<GitAnswer> {
  const answer = await ask(place, args, input)
  if (answer.code === 0) return answer
  throw refused(place, args, answer)
}

const said = async (place: BranchPlace, args: readonly string[], input?: string) =>
  String((await orThrow(place, args, input)).output).trim()

const hasRemote = async (place: BranchPlace) => (await ask(place, ['remote', 'get-url', remote])).code === 0

async function expectRepository(place: BranchPlace): Promise<void> {
  const [inside, named] = [
    await ask(place, ['rev-parse', '--git-dir']),
    await ask(place, ['check-ref-format', '--branch', place.branch]),
  ]
  if (inside.code !== 0) throw refused(place, ['rev-parse'], inside)
  if (named.code !== 0)
    throw new InfbenchError('usage', {
      message: `branch:${place.branch}: expected the name of a branch, got ${JSON.stringify(place.branch)}`,
      hint: 'infbench ci baseline load branch:infbench-baseline',
    })
}

const refused = ({ branch }: BranchPlace, [word]: readonly string[], { code, complaint }: GitAnswer) =>
  new InfbenchError('output.unwritable', {
    message: `branch:${branch}: git ${word} ${code === null ? 'could not be started' : `ended with ${code}`}: ${complaint}`,
    hint: 'a file takes runs too: infbench ci baseline save baseline.db',
  })
