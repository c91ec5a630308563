import { InfbenchError } from '../../core/errors.ts'
import { percentile } from '../../stats/percentile.ts'
import { badRowNotes } from '../sources/traces/bad-rows.ts'
import { scanTrace } from '../sources/traces/scan-trace.ts'
import type { PausePlan } from './pause-plan.ts'
import { RecordedPauses } from './recorded-pauses.ts'

/** Every 5 %, and the tails. */
const shares = [
  ...[0, 0.01, 0.02],
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  ...[0.98, 0.99, 0.995, 0.999, 1],
]

/** The pauses of a trace's sessions as a table of quantiles, the trace read once and not held; any other plan as it is. Errors: `source.*`. */
export async function readPause(plan: PausePlan): Promise<PausePlan> {
  if (plan.kind !== 'trace') return plan
  const { path } = plan.trace
  const pauses = new RecordedPauses(plan.maxNs)
  const read = await scanTrace(plan.trace, (row) => pauses.add(row))
  const sorted = pauses.sorted()
  if (sorted.length === 0) {
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected sessions that tell how long their users paused, got none`,
      hint: 'name a trace of sessions with times, or write the pause: {lognormal: {median: 5s, sigma: 1}}',
    })
  }
  const points = shares.map((share) => [share, percentile(sorted, share) as number] as const)
  const notes = [...badRowNotes(read), ...pauses.notes()].map((note) => `${path}: ${note}`)
  return { kind: 'quantiles', points, ...(notes.length === 0 ? {} : { notes }) }
}
