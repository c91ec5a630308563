/** One run among those made together: its load, and the figures by which it is compared with the others. */
import { type ShareInterval, wilsonInterval } from '../../stats/proportion.ts'
import type { RunDocument } from '../run-document.ts'

/** One run of a sweep or search. */
export interface SweepPoint {
  readonly runId: string
  readonly label: string | null
  /** What was set besides the load; points of one series differ in rate or users alone. Null: nothing. */
  readonly series: string | null
  readonly status: RunDocument['status']
  readonly state: RunDocument['state']
  /** Requests per second that were to arrive (open loop) or users at a time (closed); null: neither, as for a trace. */
  readonly level: { readonly over: 'rate' | 'users'; readonly value: number } | null
  readonly requests: Evidence
  /** Whether a service level was set: without one every completed request meets all. */
  readonly hasSlo: boolean
  readonly requestsPerS: number | null
  readonly outputTokensPerS: number | null
  readonly tokensPerSPerUser: number | null
  readonly attainment: number | null
  /** Bounds of the attainment, 95 %, by Wilson over the independent requests; null: nothing was measured. */
  readonly attainmentInterval: ShareInterval | null
  readonly goodputPerS: number | null
  readonly ttftMs: Percentiles
  readonly tpotMs: Percentiles
}

export interface Percentiles {
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
}

/** What a share of requests rests on. */
export interface Evidence {
  /** Measured requests, those of them that met every level, and how many independent ones they are worth. */
  readonly measured: number
  readonly meeting: number
  readonly independent: number
}

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
