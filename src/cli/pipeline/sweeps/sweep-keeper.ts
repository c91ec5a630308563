import type { Clock } from '../../../core/clock.ts'
import { type SweepDocument, sweepDocument } from '../../../metrics/search/sweep-document.ts'
import { type SweepPoint, sweepPoint } from '../../../metrics/search/sweep-figures.ts'
import type { Probe, SearchPlan } from '../../../stats/search/capacity-search.ts'
import type { Store } from '../../../store/open-store.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'
import type { RunResult } from '../execute-run.ts'
import { newRunId } from '../run-id.ts'

/** Stores runs that are made together as one group, and what they say together after each. */
export interface SweepKeeper {
  add(result: RunResult, plan: RunPlan, label: string | null): void
  /** Of the runs so far. */
  readonly document: SweepDocument
  readonly probes: readonly Probe[]
}

interface Keeping {
  readonly store: Store
  readonly clock: Clock
  readonly name: string
  readonly search: SearchPlan | null
}

export function sweepKeeper({ store, clock, name, search }: Keeping): SweepKeeper {
  const startedAtMs = clock.wallMs()
  const sweepId = `s${newRunId(startedAtMs)}`
  const kind = search === null ? 'sweep' : 'search'
  const points: SweepPoint[] = []
  const probes: Probe[] = []
  store.createSweep({ sweepId, kind, name, startedAtMs })
  const document = () => sweepDocument({ sweepId, name, kind }, points, search && { plan: search, probes })
  return {
    add(result, plan, label) {
      const level = levelOf(plan)
      points.push(sweepPoint(result.document, label, level))
      probes.push(probeOf(result, level?.value ?? 0))
      store.addSweepRun(sweepId, result.header.runId, label)
      store.finishSweep(sweepId, document())
    },
    get document() {
      return document()
    },
    probes,
  }
}

function levelOf({ arrival }: RunPlan): SweepPoint['level'] {
  if (arrival.process === 'trace') return null
  return arrival.process === 'concurrency'
    ? { over: 'users', value: arrival.users }
    : { over: 'rate', value: arrival.ratePerSecond }
}

/** Requests of one run resemble each other: as many are independent as TTFT (or E2E, where no first token was seen) says. */
function probeOf({ document: { requests, goodput, metrics } }: RunResult, level: number): Probe {
  const measured = requests.completed + requests.failed + requests.notSent + requests.cancelled
  const { n, effectiveSamples } = metrics.ttftMs.n > 0 ? metrics.ttftMs : metrics.e2eMs
  const worth = n > 0 && effectiveSamples !== null ? effectiveSamples / n : 1
  return { level, measured, meeting: Math.round((goodput.attainment ?? 0) * measured), independent: worth * measured }
}
