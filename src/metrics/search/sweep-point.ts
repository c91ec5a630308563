/** One run among those made together: its load, and the figures by which it is compared with the others. */
import { wilsonInterval } from '../../stats/proportion.ts'
import type { RunDocument } from '../run-document.ts'
import type { SweepPoint } from './sweep-schema.ts'

type Percentiles = SweepPoint['ttftMs']
type Evidence = SweepPoint['requests']

/** Where a point stands among the others. */
export type SweepPlace = Pick<SweepPoint, 'label' | 'series' | 'level'>

const z95 = 1.96

/** The figures of one run. */
export function sweepPoint(document: RunDocument, place: SweepPlace): SweepPoint {
  const { metrics, throughput, goodput } = document
  const requests = evidenceOf(document)
  return {
    ...{ runId: document.runId, ...place, status: document.status, state: document.state, requests },
    hasSlo: Object.values(document.classes).some(({ slo }) => Object.values(slo ?? {}).some((ms) => ms !== null)),
    requestsPerS: throughput.requestsPerS,
    outputTokensPerS: throughput.outputTokensPerS,
    tokensPerSPerUser: metrics.tpsPerUser.p50,
    attainment: goodput.attainment,
    attainmentInterval:
      goodput.attainment === null ? null : wilsonInterval(goodput.attainment, requests.independent, z95),
    goodputPerS: goodput.requestsPerS,
    ttftMs: percentilesOf(metrics.ttftMs),
    tpotMs: percentilesOf(metrics.tpotMs),
  }
}

const percentilesOf = ({ p50, p90, p99 }: Percentiles): Percentiles => ({ p50, p90, p99 })

/** Requests of one run resemble each other: as many are independent as TTFT (or E2E, where no first token was seen) says. */
function evidenceOf({ requests, goodput, metrics }: RunDocument): Evidence {
  const measured = requests.completed + requests.failed + requests.notSent + requests.cancelled
  const { n, effectiveSamples } = metrics.ttftMs.n > 0 ? metrics.ttftMs : metrics.e2eMs
  const worth = n > 0 && effectiveSamples !== null ? effectiveSamples / n : 1
  return { measured, meeting: Math.round((goodput.attainment ?? 0) * measured), independent: worth * measured }
}
