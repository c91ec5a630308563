import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { decideAtLooks } from '../../../gate/decide/decide-gate.ts'
import type { GateFacts, GatePair, GateRun } from '../../../gate/decide/gate-input.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import type { GatePolicy } from '../../../gate/policy/gate-policy.ts'
import type { Store, StoredSweep } from '../../../store/open-store.ts'
import { packageVersion } from '../../package-version.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'
import { withExistingStore } from '../stored/with-store.ts'
import { readKeptPlan } from './pairs/kept-plan.ts'
import { planPairs } from './pairs/pairs-plan.ts'
import { type MadePair, madePairs, storedAttempts } from './pairs/stored-pairs.ts'

/** The verdict on pairs that a gate made itself, one after the other. */
export function judgeMadePairs(made: readonly MadePair[], store: Store, facts: GateFacts): GateDocument {
  const run = (id: string | null): GateRun | null => (id === null ? null : summarizeStored(store, id))
  const sides = made.map((pair) => ({ ...pair, baseline: run(pair.baselineRun), candidate: run(pair.candidateRun) }))
  const pairs = sides.flatMap(({ baseline, candidate, order, seed }): GatePair[] =>
    baseline === null || candidate === null ? [] : [{ baseline, candidate, order, seed }],
  )
  const alone = (side: 'baseline' | 'candidate', other: 'baseline' | 'candidate') =>
    sides.flatMap((pair) => (pair[other] === null ? (pair[side] ?? []) : []))
  const unpaired = { baseline: alone('baseline', 'candidate'), candidate: alone('candidate', 'baseline') }
  return decideAtLooks({ ...facts, pairs, unpaired, faults: [], inTurns: true })
}

/** The same of a gate that is stored: by its id, else the newest of the policy's name. Nothing is run. Throws run.unknown, usage. */
export function judgeStoredGate(
  policy: GatePolicy,
  { db, resume }: { readonly db: string | undefined; readonly resume: string | undefined },
  io: Io,
): Promise<GateDocument> {
  return withExistingStore(db, io, ({ store }) => {
    const group = resume === undefined ? newestOf(store, policy.name) : store.findSweep(resume)
    if (group === null) throw noGate(policy, resume)
    const made = madePairs(planPairs(readKeptPlan(group).plan), storedAttempts(store, group))
    const facts = { policy, id: group.sweepId, createdAtMs: io.clock.wallMs(), infbenchVersion: packageVersion() }
    return judgeMadePairs(made, store, facts)
  })
}

function newestOf(store: Store, name: string): StoredSweep | null {
  const gates = store.listSweeps().filter((group) => group.kind === 'gate' && group.name === name)
  return gates.toSorted((a, b) => b.startedAtMs - a.startedAtMs)[0] ?? null
}

const noGate = ({ path, name }: GatePolicy, resume: string | undefined) =>
  new InfbenchError('run.unknown', {
    message: `${path}: expected a stored gate ${resume === undefined ? `called ${name}` : `of the id ${resume}`}, got none`,
    hint: `infbench gate ${path} makes its pairs`,
  })
