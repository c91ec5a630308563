import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { decideAtLooks } from '../../../gate/decide/decide-gate.ts'
import { decideHistory } from '../../../gate/history/decide-history.ts'
import type { GateFacts, GateRun } from '../../../gate/decide/gate-input.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import { pairRuns } from '../../../gate/comparable/pair-runs.ts'
import type { GatePolicy, HistorySide, SidePolicy } from '../../../gate/policy/gate-policy.ts'
import { type RunDocument, runSchemaName } from '../../../metrics/run-document.ts'
import type { Store } from '../../../store/open-store.ts'
import { packageVersion } from '../../package-version.ts'
import { resolveSide } from '../analysis/resolve-side.ts'
import { newRunId } from '../run-id.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'
import { withExistingStore } from '../stored/with-store.ts'

/** The verdict of a policy on stored runs; nothing is run and nothing is stored. Throws run.unknown, usage, store.*. */
export async function decideStored(policy: GatePolicy, db: string | undefined, io: Io): Promise<GateDocument> {
  const live = [policy.baseline, policy.candidate].find(({ kind }) => kind === 'live')
  if (live !== undefined) throw notStored(policy, live)
  const createdAtMs = io.clock.wallMs()
  const facts = { policy, id: newRunId(createdAtMs), createdAtMs, infbenchVersion: packageVersion() }
  return withExistingStore(db, io, ({ store }) =>
    policy.mode === 'history' ? judgeHistory(store, facts) : judgePairs(store, facts),
  )
}

function judgePairs(store: Store, facts: GateFacts): GateDocument {
  const { baseline, candidate } = facts.policy
  const paired = pairRuns(sideRuns(store, baseline), sideRuns(store, candidate))
  return decideAtLooks({ ...facts, ...paired, inTurns: false })
}

function sideRuns(store: Store, side: SidePolicy): readonly GateRun[] {
  return side.kind === 'stored' ? resolveSide(store, side.references.join(',')).runs : []
}

/** The newest runs of what the policy names; the candidate is apart from them, or the newest of them. */
function judgeHistory(store: Store, facts: GateFacts): GateDocument {
  const { baseline, candidate } = facts.policy
  const history = baseline as HistorySide
  const named = candidate.kind === 'stored' ? sideRuns(store, candidate).slice(-2) : null
  const ids = pastIds(store, history, named)
  const runs = ids.toReversed().map((id) => storedRun(store, id))
  if (named !== null) return decideHistory({ ...facts, past: runs, candidate: named })
  return decideHistory({ ...facts, past: runs.slice(0, -1), candidate: runs.slice(-1) })
}

/** Newest first; before the runs that are judged, or with the one that is. */
function pastIds(store: Store, { name, tag, project, last }: HistorySide, judged: readonly GateRun[] | null): string[] {
  const before = judged?.[0]?.header.startedAtMs ?? Number.POSITIVE_INFINITY
  return store
    .listRuns({ tag: tag ?? undefined, project: project ?? undefined })
    .filter((run) => name === null || run.name === name || run.name.startsWith(`${name} (`))
    .filter((run) => run.startedAtMs < before && run.state !== 'running')
    .slice(0, judged === null ? last + 1 : last)
    .map(({ runId }) => runId)
}

/** By the figures it was stored with, where it has them: a history of long runs would take minutes otherwise. */
function storedRun(store: Store, runId: string): GateRun {
  const document = store.findDocument(runId, runSchemaName) as RunDocument | null
  return document === null ? summarizeStored(store, runId) : { header: store.findRun(runId), document }
}

const notStored = ({ path }: GatePolicy, { label }: SidePolicy) =>
  new InfbenchError('usage', {
    message: `${path}: expected stored runs on both sides (runs, group, tag, project or baseline), got ${label}`,
    hint: `infbench gate ${path} --baseline tag:NAME --candidate tag:NAME judges runs that were made before`,
  })
