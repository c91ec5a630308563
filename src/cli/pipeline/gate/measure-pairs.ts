import { dirname, join } from 'node:path'
import type { Io } from '../../../core/io.ts'
import { endsGate } from '../../../gate/decide/overall.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import type { GatePolicy, LiveSide } from '../../../gate/policy/gate-policy.ts'
import { readWorkloadFile, resolveWorkload } from '../../../workload/load-file.ts'
import { openLiveDisplay } from '../../output/progress/live-display.ts'
import { packageVersion } from '../../package-version.ts'
import { type OpenedStore, withStore } from '../stored/with-store.ts'
import { judgeMadePairs } from './judge-made-pairs.ts'
import { describePairs } from './pairs/describe-pairs.ts'
import type { PairsPlan, SideName } from './pairs/pairs-plan.ts'
import { type PairsResult, runPairs } from './pairs/run-pairs.ts'
import { sideWorkload, soleRun } from './pairs/side-run.ts'
import type { MadePair } from './pairs/stored-pairs.ts'

/** How a gate's own runs are made. */
export interface MeasureOptions {
  readonly db: string | undefined
  /** Id of a gate that was begun before. */
  readonly resume: string | undefined
  readonly quiet: boolean
}

type Live = GatePolicy & { readonly baseline: LiveSide; readonly candidate: LiveSide }

/** Whether the policy's sides are to be measured, and not taken from the store. */
export const isLive = (policy: GatePolicy): policy is Live =>
  policy.baseline.kind === 'live' && policy.candidate.kind === 'live'

/** Makes the pairs of a policy and judges them; with looks, no more pairs than decide. What was made is stored whatever happens. */
export function measurePairs(policy: Live, options: MeasureOptions, io: Io): Promise<GateDocument> {
  return withStore(options.db, io, async (opened): Promise<GateDocument> => {
    const plan = await pairsPlan(policy)
    const createdAtMs = io.clock.wallMs()
    const judge = (id: string, pairs: readonly MadePair[]) =>
      judgeMadePairs(pairs, opened.store, { policy, id, createdAtMs, infbenchVersion: packageVersion() })
    const looks = policy.sequential?.looks ?? []
    const isDecided = (pairs: readonly MadePair[]) => looks.includes(pairs.length) && endsGate(judge('', pairs).verdict)
    const result = await made(plan, { ...options, ...opened, isDecided }, io)
    return judge(result.gateId, result.pairs)
  })
}

interface Making extends MeasureOptions, OpenedStore {
  readonly isDecided: (pairs: readonly MadePair[]) => boolean
}

async function made(plan: PairsPlan, options: Making, io: Io): Promise<PairsResult> {
  const { resume, quiet, store, path, isDecided } = options
  const display = await openLiveDisplay(io, quiet)
  try {
    return await runPairs(plan, {
      ...{ io, store, observer: display, logDirectory: join(dirname(path), 'logs'), project: null, tags: [] },
      resume: resume ?? null,
      isDecided,
      onBegin: (gateId) =>
        display.note(`gate ${gateId}: ${plan.pairs} pairs; --resume ${gateId} goes on where it stops`),
    })
  } finally {
    display.close()
  }
}

/** What a policy asks to be made. Errors: those of workloads. */
async function pairsPlan(policy: Live): Promise<PairsPlan> {
  const path = policy.workloadPath as string
  const workload = { text: await readWorkloadFile(path), path, overrides: [] }
  const [first] = resolveWorkload(workload).plans
  return {
    name: policy.name,
    workload,
    sides: { baseline: sideOf(policy.baseline), candidate: sideOf(policy.candidate) },
    pairs: policy.pairs.planned,
    seed: policy.seed ?? first?.plan.seed ?? 1,
    budgetNs: policy.budget.timeNs,
  }
}

const sideOf = ({ label, overrides, start }: LiveSide) => ({ label, overrides, start })

/** What would be run, and in which order; nothing is. */
export async function plannedPairs(policy: Live): Promise<string> {
  const plan = await pairsPlan(policy)
  const targetOf = async (side: SideName) =>
    (await soleRun(sideWorkload(plan.workload, plan.sides[side], null, plan.seed))).plan.target
  const targets = { baseline: await targetOf('baseline'), candidate: await targetOf('candidate') }
  return `${describePairs(plan, targets).join('\n')}\n`
}
