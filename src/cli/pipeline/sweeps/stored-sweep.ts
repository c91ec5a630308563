import { InfbenchError } from '../../../core/errors.ts'
import { type RunDocument, runSchemaName } from '../../../metrics/run-document.ts'
import { sweepDocument } from '../../../metrics/search/sweep-document.ts'
import type { SweepDocument, SweepPoint } from '../../../metrics/search/sweep-schema.ts'
import { sweepPoint } from '../../../metrics/search/sweep-point.ts'
import type { SearchPlan } from '../../../stats/search/capacity-search.ts'
import type { Store, StoredSweep } from '../../../store/open-store.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'

/** What the runs of a stored group say together, made anew from theirs; of the group's own document only what no run knows is taken. */
export function storedSweep(store: Store, stored: StoredSweep): SweepDocument {
  const kept = stored.document as KeptDocument | null
  const points = stored.runs.map(({ runId, label }) => {
    const series = kept?.points?.find((point) => point.runId === runId)?.series ?? null
    return sweepPoint(runDocument(store, runId), { label, series, level: levelOf(store.findRun(runId).plan) })
  })
  return sweepDocument(stored, points, kept?.search?.plan ?? null)
}

/** The same for a group that somebody named. Throws run.unknown where none of its runs was finished. */
export function groupDocument(store: Store, group: StoredSweep): SweepDocument {
  if (group.runs.length > 0) return storedSweep(store, group)
  throw new InfbenchError('run.unknown', {
    message: `group ${group.sweepId}: expected runs in it, got none: it was ended before its first run was`,
    hint: 'infbench list --groups shows all groups',
  })
}

/** As earlier versions kept it, too: their points had no series. A gate keeps its plan and neither. */
interface KeptDocument {
  readonly points?: readonly (Pick<SweepPoint, 'runId'> & Partial<SweepPoint>)[]
  readonly search?: { readonly plan: SearchPlan } | null
}

function runDocument(store: Store, runId: string): RunDocument {
  return (store.findDocument(runId, runSchemaName) as RunDocument | null) ?? summarizeStored(store, runId).document
}

/** The load that a run's plan asks for; null for the times of a trace, and for a plan of another version. */
export function levelOf(plan: unknown): SweepPoint['level'] {
  const arrival = (plan as Partial<RunPlan> | null)?.arrival
  if (arrival === undefined || arrival.process === 'trace') return null
  return arrival.process === 'concurrency'
    ? { over: 'users', value: arrival.users }
    : { over: 'rate', value: arrival.ratePerSecond }
}
