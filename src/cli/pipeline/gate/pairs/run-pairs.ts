/**
 * Makes the interleaved pairs of a gate: side after side, pair after pair, each run with its own server start or an emptied prefix cache, each
 * stored when it ends. Whatever ends this early, `resume` goes on with the first run that is missing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { InfbenchError } from '../../../../core/errors.ts'
import { nsToMs } from '../../../../core/units.ts'
import type { Store } from '../../../../store/open-store.ts'
import { newRunId } from '../../run-id.ts'
import { freshSeed } from './fresh-seed.ts'
import { type KeptPlan, keptPlan, readKeptPlan, refuseChanged } from './kept-plan.ts'
import { isSettled, makeSide, type PairsContext } from './make-run.ts'
import { type OpenedSides, openSides, resolveCommits } from './open-sides.ts'
import { pairBudget } from './pair-budget.ts'
import { type PairsPlan, type PlannedPair, planPairs, sidesOf } from './pairs-plan.ts'
import { soleRun, sideWorkload } from './side-run.ts'
import { type Attempt, attemptsOf, type MadePair, madePairs, storedAttempts } from './stored-pairs.ts'

export interface PairsOptions extends Omit<PairsContext, 'gateId' | 'plan' | 'folders'> {
  /** Of a gate that was begun before; null: a new one. */
  readonly resume: string | null
  /** Asked after every pair: true ends the gate, its pairs decide already. Absent: all planned pairs are made. */
  readonly isDecided?: (pairs: readonly MadePair[]) => boolean
  /** Told the id before anything is run, so that who is interrupted knows what to resume. */
  readonly onBegin?: (gateId: string) => void
}

export interface PairsResult {
  readonly gateId: string
  readonly planned: readonly PlannedPair[]
  /** Those of which something is stored. */
  readonly pairs: readonly MadePair[]
  /** Why no more were made. */
  readonly ended: 'planned' | 'budget' | 'decided'
}

/**
 * Errors: `usage` and `workload.*` before anything is run; those of `executeRun` where a run could not be made twice; `interrupted`. All
 * leave what was made in the store.
 */
export async function runPairs(asked: PairsPlan, options: PairsOptions): Promise<PairsResult> {
  const { io, store } = options
  const targets = []
  for (const side of [asked.sides.baseline, asked.sides.candidate])
    targets.push((await soleRun(sideWorkload(asked.workload, side, null, asked.seed))).plan.target)
  const begun = options.resume === null ? null : resumed(options.resume, asked, store)
  const plan = { ...asked, seed: begun?.kept.plan.seed ?? freshSeed(store, asked, targets) }
  const commits = begun?.kept.commits ?? (await resolveCommits(plan.sides, io))
  const gateId = begun?.gateId ?? begin(plan, keptPlan(plan, commits), options)
  options.onBegin?.(gateId)
  let sides: OpenedSides | null = null
  try {
    sides = await openSides({ ...options, sides: plan.sides, commits })
    return await makePairs({ ...options, gateId, plan, folders: sides.folders }, options)
  } catch (error) {
    throw error instanceof InfbenchError && error.code === 'interrupted' ? interruptedGate(gateId, plan, store) : error
  } finally {
    await sides?.close()
  }
}

async function makePairs(context: PairsContext, { isDecided }: PairsOptions): Promise<PairsResult> {
  const { gateId, plan, store, io } = context
  const planned = planPairs(plan)
  const attempts: Attempt[] = [...membersOf(store, gateId)]
  const stored = attempts.length
  const { cooldownNs } = await soleRun(sideWorkload(plan.workload, plan.sides.baseline, null, plan.seed))
  const budget = pairBudget(plan.budgetNs, io.clock.nowNs())
  const result = (ended: PairsResult['ended']) => ({ gateId, planned, pairs: madePairs(planned, attempts), ended })
  for (const pair of planned) {
    const sinceNs = io.clock.nowNs()
    const before = attempts.length
    const isBegun = attempts.some((attempt) => attempt.pair === pair.pair)
    if (!isBegun && !budget.hasRoom(sinceNs)) return result('budget')
    for (const side of sidesOf(pair.order)) {
      if (isSettled(attemptsOf(attempts, pair.pair, side))) continue
      if (attempts.length > stored && cooldownNs > 0) await rest(cooldownNs, io.stop)
      if (io.stop.aborted) throw new InfbenchError('interrupted', { message: 'interrupted between two runs' })
      await makeSide(pair, side, attempts, context)
    }
    if (attempts.length > before) budget.spent(io.clock.nowNs() - sinceNs)
    if (pair.pair < planned.length && isDecided?.(madePairs(planned, attempts)) === true) return result('decided')
  }
  return result('planned')
}

const membersOf = (store: Store, gateId: string) => storedAttempts(store, store.findSweep(gateId) ?? { runs: [] })

function begin(plan: PairsPlan, kept: KeptPlan, { store, io }: PairsOptions): string {
  const startedAtMs = io.clock.wallMs()
  const gateId = `g${newRunId(startedAtMs)}`
  store.createSweep({ sweepId: gateId, kind: 'gate', name: plan.name, startedAtMs })
  store.finishSweep(gateId, kept)
  return gateId
}

interface Resumed {
  readonly gateId: string
  readonly kept: KeptPlan
}

function resumed(reference: string, plan: PairsPlan, store: Store): Resumed {
  const group = store.findSweep(reference)
  if (group === null)
    throw new InfbenchError('run.unknown', {
      message: `--resume ${reference}: expected the id of a stored gate, got none of it`,
      hint: 'infbench list --groups shows the gates',
    })
  const kept = readKeptPlan(group)
  refuseChanged(group.sweepId, kept.plan, plan)
  const pairs = Math.max(plan.pairs, kept.plan.pairs)
  store.finishSweep(group.sweepId, keptPlan({ ...plan, seed: kept.plan.seed, pairs }, kept.commits))
  return { gateId: group.sweepId, kept }
}

function interruptedGate(gateId: string, plan: PairsPlan, store: Store): InfbenchError {
  const made = madePairs(planPairs(plan), membersOf(store, gateId))
  const whole = made.filter(({ baselineRun, candidateRun }) => baselineRun !== null && candidateRun !== null).length
  return new InfbenchError('interrupted', {
    message: `interrupted: ${whole} of ${plan.pairs} pairs are stored as gate ${gateId}`,
    hint: `the same command with --resume ${gateId} makes the others`,
  })
}

/** Stops early when told to stop. */
async function rest(ns: number, stop: AbortSignal): Promise<void> {
  await sleep(nsToMs(ns), null, { signal: stop }).catch(() => null)
}
