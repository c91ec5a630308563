import { InfbenchError } from '../../../core/errors.ts'
import type { Facts } from '../../../import/imported-run.ts'
import { importedLevel } from '../../../import/run-places.ts'
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

/** The summary that is kept of a run, made anew where none is. */
export function runDocument(store: Store, runId: string): RunDocument {
  return (store.findDocument(runId, runSchemaName) as RunDocument | null) ?? summarizeStored(store, runId).document
}

/** The load that a run's plan, or the settings of another tool, ask for; null for the times of a trace, and for a plan of another version. */
export function levelOf(plan: unknown): SweepPoint['level'] {
  const { arrival, settings } = (plan ?? {}) as Partial<RunPlan> & { readonly settings?: Facts }
  if (settings !== undefined) return importedLevel(settings)
  if (arrival === undefined || arrival.process === 'trace') return null
  return arrival.process === 'concurrency'
    ? { over: 'users', value: arrival.users }
    : { over: 'rate', value: arrival.ratePerSecond }
}
