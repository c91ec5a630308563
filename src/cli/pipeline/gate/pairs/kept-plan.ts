import { z } from 'zod'
import { InfbenchError } from '../../../../core/errors.ts'
import type { StoredSweep } from '../../../../store/open-store.ts'
import { canonicalJson } from '../../fingerprint.ts'
import { type PairsPlan, type SideName, sideNames } from './pairs-plan.ts'

/** The commit that each side's revision meant when the gate began; null: it has none. */
export type SideCommits = Readonly<Record<SideName, string | null>>

/** What a gate keeps beside its runs, so that it can go on where it stopped. */
export interface KeptPlan {
  readonly schema: 'infbench.gate-plan/1'
  readonly plan: PairsPlan
  readonly commits: SideCommits
}

export const keptPlan = (plan: PairsPlan, commits: SideCommits): KeptPlan => ({
  schema: 'infbench.gate-plan/1',
  plan,
  commits,
})

const words = z.array(z.string())
const side = z.looseObject({ label: z.string(), overrides: words, start: z.unknown() })
const commit = z.string().nullable()
const kept = z.looseObject({
  schema: z.literal('infbench.gate-plan/1'),
  plan: z.looseObject({
    name: z.string(),
    workload: z.object({ text: z.string(), path: z.string(), overrides: words }),
    sides: z.object({ baseline: side, candidate: side }),
    ...{ pairs: z.number(), seed: z.number(), budgetNs: z.number().nullable() },
  }),
  commits: z.object({ baseline: commit, candidate: commit }),
})

/** The plan that a stored gate began with; null for a group that is none, or of a version that kept another. */
export function keptPlanOf({ kind, document }: StoredSweep): KeptPlan | null {
  return kind === 'gate' && kept.safeParse(document).success ? (document as KeptPlan) : null
}

/** The same of a gate that somebody named. Throws `usage` where there is none. */
export function readKeptPlan(group: StoredSweep): KeptPlan {
  const plan = keptPlanOf(group)
  if (plan !== null) return plan
  throw new InfbenchError('usage', {
    message: `${group.sweepId}: expected a gate, got ${group.kind === 'gate' ? 'one of another version' : `a ${group.kind}`}`,
    hint: 'infbench list --groups shows the gates',
  })
}

/** Says what has changed since the gate began, where its runs would no longer belong together. More pairs or time may be given; the seed is the one it began with. */
export function refuseChanged(gateId: string, before: PairsPlan, now: PairsPlan): void {
  const compared: readonly (readonly [string, (plan: PairsPlan) => unknown])[] = [
    ['the workload', ({ workload }) => [workload.text, workload.overrides]],
    ...sideNames.map((name) => [`the ${name}`, (plan: PairsPlan) => plan.sides[name]] as const),
  ]
  const changed = compared.find(([, of]) => canonicalJson(of(before)) !== canonicalJson(of(now)))
  if (changed === undefined) return
  throw new InfbenchError('usage', {
    message: `--resume ${gateId}: expected the gate as it began, but ${changed[0]} has changed since`,
    hint: 'undo the change, or begin a new gate without --resume',
  })
}
