import { type ErrorCode, InfbenchError } from '../../../../core/errors.ts'
import type { Store } from '../../../../store/open-store.ts'
import { packageVersion } from '../../../package-version.ts'
import { type RunInput, executeRun } from '../../execute-run.ts'
import { runName } from '../../load-workload.ts'
import type { RunObserver } from '../../run-observer.ts'
import type { PairsPlan, PlannedPair, SideName } from './pairs-plan.ts'
import { soleRun, sideWorkload } from './side-run.ts'
import { type Attempt, attemptsOf, flawOf, labelOf } from './stored-pairs.ts'

/** What every run of a gate is made with. */
export interface PairsContext {
  readonly gateId: string
  readonly plan: PairsPlan
  readonly folders: Readonly<Record<SideName, string | null>>
  readonly store: Store
  readonly io: RunInput['io']
  readonly observer: RunObserver
  readonly logDirectory: string
  readonly project: string | null
  readonly tags: readonly string[]
}

/** Of a side of a pair: one run, and one more where that failed or is invalid. */
const mostAttempts = 2

/** What a second attempt may mend: the target or the load ended badly. A full disk or a bad workload stays what it is. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'target.unreachable',
  'target.refused',
  'engine.start',
  'server.start',
  'load.worker',
])

/** Whether no more runs are made of a side: there is a sound one among its attempts, or as many as there may be. */
export const isSettled = (made: readonly Attempt[]): boolean =>
  made.some(({ flaw }) => flaw === null) || made.length >= mostAttempts

/**
 * Makes what a side of a pair lacks, and adds it to `attempts`. A run that could not be made twice is thrown; one that is invalid twice stays
 * as it is, for the verdict to say so.
 */
export async function makeSide(
  planned: PlannedPair,
  side: SideName,
  attempts: Attempt[],
  context: PairsContext,
): Promise<void> {
  const made = () => attemptsOf(attempts, planned.pair, side)
  const say = (text: string) => context.observer.note(`${labelOf(planned.pair, side)}: ${text}`)
  for (let left = mostAttempts - 1; left >= 0 && !isSettled(made()); left--) {
    try {
      const attempt = await attemptRun(planned, side, context)
      attempts.push(attempt)
      const isLast = left === 0 || isSettled(made())
      if (attempt.flaw !== null) say(`${attempt.flaw}${isLast ? '' : '; it is made once more'}`)
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error
      say(`${(error as Error).message}; it is tried once more`)
    }
  }
}

const isPassing = (error: unknown) => error instanceof InfbenchError && passing.has(error.code)

/** One run, a member of the gate's group once it has ended. An interrupted one is stored and no member; then throws `interrupted`. */
async function attemptRun(planned: PlannedPair, side: SideName, context: PairsContext): Promise<Attempt> {
  const { plan, store, gateId } = context
  const label = labelOf(planned.pair, side)
  const { header, document } = await executeRun(await inputOf(planned, side, context))
  if (header.state === 'interrupted')
    throw new InfbenchError('interrupted', { message: `interrupted in ${label} of ${plan.name}` })
  store.addSweepRun(gateId, header.runId, label)
  return { runId: header.runId, pair: planned.pair, side, flaw: flawOf(document) }
}

async function inputOf(planned: PlannedPair, side: SideName, context: PairsContext): Promise<RunInput> {
  const { plan, folders, store, io, observer, logDirectory, project, tags } = context
  const workload = sideWorkload(plan.workload, plan.sides[side], folders[side], planned.seed)
  const run = await soleRun(workload)
  const place = `pair ${planned.pair} of ${plan.pairs}, ${side}`
  return {
    ...{ plan: run.plan, sources: run.sources, workload, store, io, logDirectory, tags },
    observer: { ...observer, stage: (text) => observer.stage(`${place}: ${text}`) },
    version: packageVersion(),
    name: `${runName(run, plan.name)} (${labelOf(planned.pair, side)})`,
    project: project ?? run.plan.project ?? null,
    emptyCache: null,
  }
}
