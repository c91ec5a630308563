import type { Clock } from '../../../core/clock.ts'
import { probesOf, sweepDocument } from '../../../metrics/search/sweep-document.ts'
import type { SweepDocument, SweepPoint } from '../../../metrics/search/sweep-schema.ts'
import { type SweepPlace, sweepPoint } from '../../../metrics/search/sweep-point.ts'
import type { Probe, SearchPlan } from '../../../stats/search/capacity-search.ts'
import type { Store } from '../../../store/open-store.ts'
import type { RunResult } from '../execute-run.ts'
import { newRunId } from '../run-id.ts'
import { levelOf } from './stored-sweep.ts'

/** Stores runs that are made together as one group, and what they say together after each. */
export interface SweepKeeper {
  add(result: RunResult, place: Pick<SweepPlace, 'label' | 'series'>): void
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
  store.createSweep({ sweepId, kind, name, startedAtMs })
  const document = () => sweepDocument({ sweepId, name, kind }, points, search)
  return {
    add({ header, document: run }, { label, series }) {
      points.push(sweepPoint(run, { label, series, level: levelOf(header.plan) }))
      store.addSweepRun(sweepId, header.runId, label)
      store.finishSweep(sweepId, document())
    },
    get document() {
      return document()
    },
    get probes() {
      return probesOf(points)
    },
  }
}
