import type { PausePlan } from '../../pauses/pause-plan.ts'
import type { ArrivalPlan, RunPlan, SourcePlan } from '../../run-plan.ts'

/** The same plan, which leaves out and counts rows that cannot be read of every file it names. */
export function skippingBadRows(plan: RunPlan): RunPlan {
  const { source, classes, sessions } = plan.requests
  return {
    ...plan,
    arrival: inArrival(plan.arrival),
    requests: {
      ...plan.requests,
      source: inSource(source),
      classes: classes.map((each) => (each.source === null ? each : { ...each, source: inSource(each.source) })),
      ...(sessions?.gap === undefined ? {} : { sessions: { ...sessions, gap: inPause(sessions.gap) } }),
    },
  }
}

function inSource(source: SourcePlan): SourcePlan {
  switch (source.kind) {
    case 'trace':
      return { ...source, skipBadRows: true }
    case 'sessions':
      return { ...source, trace: { ...source.trace, skipBadRows: true } }
    case 'drawn-sessions':
      return { ...source, gap: inPause(source.gap) }
    default:
      return source
  }
}

const inPause = (pause: PausePlan): PausePlan =>
  pause.kind === 'trace' ? { ...pause, trace: { ...pause.trace, skipBadRows: true } } : pause

function inArrival(arrival: ArrivalPlan): ArrivalPlan {
  if (arrival.process === 'trace') return arrival
  if (arrival.process === 'concurrency')
    return arrival.thinkTime === undefined ? arrival : { ...arrival, thinkTime: inPause(arrival.thinkTime) }
  const { shape } = arrival
  if (shape?.kind !== 'replay' || shape.trace === null) return arrival
  return { ...arrival, shape: { ...shape, trace: { ...shape.trace, skipBadRows: true } } }
}
