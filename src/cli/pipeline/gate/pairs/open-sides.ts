import type { Io } from '../../../../core/io.ts'
import { type Checkout, openCheckout, resolveRevision } from '../../../../targets/started/checkout.ts'
import { runBuild } from '../../../../targets/started/run-build.ts'
import type { RunObserver } from '../../run-observer.ts'
import type { SideCommits } from './kept-plan.ts'
import { type PairSide, type PairsPlan, type SideName, sideNames } from './pairs-plan.ts'

/** Where the start commands of both sides run. */
export interface OpenedSides {
  /** Of a side's checkout; null: it has none. */
  readonly folders: Readonly<Record<SideName, string | null>>
  /** Removes the checkouts; a second call does nothing. */
  close(): Promise<void>
}

interface Opening {
  readonly sides: PairsPlan['sides']
  readonly commits: SideCommits
  readonly logDirectory: string
  readonly io: Pick<Io, 'clock' | 'env' | 'stop'>
  readonly observer: RunObserver
}

/** The commits that the sides' revisions mean now. Errors: `usage`. */
export async function resolveCommits(sides: PairsPlan['sides'], io: Pick<Io, 'env'>): Promise<SideCommits> {
  const commitOf = async ({ start }: PairSide) =>
    start === null || start.revision === null ? null : resolveRevision(start.folder, start.revision, io)
  return { baseline: await commitOf(sides.baseline), candidate: await commitOf(sides.candidate) }
}

/** Checks out and builds what the sides need, once for all pairs. Errors: `server.start`, `interrupted`; then nothing is left behind. */
export async function openSides(opening: Opening): Promise<OpenedSides> {
  const opened: Checkout[] = []
  const close = async () => {
    for (const checkout of opened.splice(0)) await checkout.close()
  }
  const folders: Record<SideName, string | null> = { baseline: null, candidate: null }
  try {
    for (const name of sideNames) {
      const checkout = await openSide(name, opening, opened)
      folders[name] = checkout?.folder ?? null
    }
    return { folders, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openSide(name: SideName, opening: Opening, opened: Checkout[]): Promise<Checkout | null> {
  const { start } = opening.sides[name]
  const commit = opening.commits[name]
  if (start === null || commit === null) return null
  const { io, observer, logDirectory } = opening
  observer.stage(`${name}: checking out ${start.revision} (${commit.slice(0, 12)})`)
  const checkout = await openCheckout(start.folder, commit, io)
  opened.push(checkout)
  if (start.build === null) return checkout
  observer.stage(`${name}: ${start.build}`)
  const { clock, env, stop: signal } = io
  const build = { command: start.build, folder: checkout.folder, mark: name }
  await runBuild(build, { clock, env, signal, logDirectory })
  return checkout
}
