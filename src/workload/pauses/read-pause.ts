import { InfbenchError } from '../../core/errors.ts'
import { numberList } from '../../stats/number-list.ts'
import { percentile } from '../../stats/percentile.ts'
import { tellsBadRows } from '../sources/traces/read-trace.ts'
import { traceSource } from '../sources/traces/trace-source.ts'
import type { PausePlan } from './pause-plan.ts'

/** Every 5 %, and the tails. */
const shares = [
  ...[0, 0.01, 0.02],
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  ...[0.98, 0.99, 0.995, 0.999, 1],
]

/** The pauses of a trace's sessions as a table of quantiles; any other plan as it is. Errors: `source.*`. */
export async function readPause(plan: PausePlan): Promise<PausePlan> {
  if (plan.kind !== 'trace') return plan
  const { rows, name, notes } = await traceSource(plan.trace)
  const pauses = numberList()
  for (let i = 0; rows !== null && i < rows.length; i++) {
    const { session } = rows.get(i)
    if (session?.thinkNs != null && session.turn > 0) pauses.push(Math.min(plan.maxNs ?? Infinity, session.thinkNs))
  }
  if (pauses.length === 0) {
    throw new InfbenchError('source.unreadable', {
      message: `${name}: expected sessions that tell how long their users paused, got none`,
      hint: 'name a trace of sessions with times, or write the pause: {lognormal: {median: 5s, sigma: 1}}',
    })
  }
  const sorted = pauses.values().sort()
  const points = shares.map((share) => [share, percentile(sorted, share) as number] as const)
  const bad = notes.filter(tellsBadRows)
  return { kind: 'quantiles', points, ...(bad.length === 0 ? {} : { notes: bad }) }
}
