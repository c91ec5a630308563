/** One run among those made together: its load, and the figures by which it is compared with the others. */
import { MS_PER_S } from '../../core/units.ts'
import { wilsonInterval } from '../../stats/proportion.ts'
import type { RunDocument } from '../run-document.ts'
import type { SweepPoint } from './sweep-schema.ts'

type Percentiles = SweepPoint['ttftMs']
type Evidence = SweepPoint['requests']

/** Where a point stands among the others. */
export type SweepPlace = Pick<SweepPoint, 'label' | 'series' | 'level'>

const z95 = 1.96

/** The figures of one run. Without service levels every completed request is good, also of a tool that knows no goodput. */
export function sweepPoint(document: RunDocument, place: SweepPlace): SweepPoint {
  const { metrics, throughput, goodput } = document
  const hasSlo = Object.values(document.classes).some(({ slo }) => Object.values(slo ?? {}).some((ms) => ms !== null))
  const requests = evidenceOf(document, hasSlo)
  return {
    ...{ runId: document.runId, ...place, status: document.status, state: document.state, requests },
    hasSlo,
    requestsPerS: throughput.requestsPerS,
    outputTokensPerS: throughput.outputTokensPerS,
    tokensPerSPerUser: metrics.tpsPerUser.p50 ?? paceOf(metrics.tpotMs.p50),
    attainment: goodput.attainment,
    attainmentInterval:
      goodput.attainment === null ? null : wilsonInterval(goodput.attainment, requests.independent, z95),
    goodputPerS: goodput.requestsPerS ?? (hasSlo ? null : throughput.requestsPerS),
    ttftMs: percentilesOf(metrics.ttftMs),
    tpotMs: percentilesOf(metrics.tpotMs),
    use: useOf(document),
  }
}

/** Utilisation, and what it depends on: how much came together in a step, how long prompts were. */
function useOf({ mfu, mbu, kernels, requests, tokens }: RunDocument): SweepPoint['use'] {
  if (mfu === null || mbu === null || kernels === null) return null
  const { steps, tokens: decoded } = kernels.phases.decode
  return {
    prefill: { mfu: mfu.prefill, mbu: mbu.prefill },
    decode: { mfu: mfu.decode, mbu: mbu.decode },
    decodeBatch: steps === 0 ? null : decoded / steps,
    promptTokens: requests.completed === 0 ? null : tokens.input / requests.completed,
  }
}

/** Half of the users are faster than the median pace: what an import that tells no pace of users tells all the same. */
const paceOf = (tpotMs: number | null) => (tpotMs === null || tpotMs <= 0 ? null : MS_PER_S / tpotMs)

const percentilesOf = ({ p50, p90, p99 }: Percentiles): Percentiles => ({ p50, p90, p99 })

/** Requests of one run resemble each other: as many are independent as TTFT (or E2E, where no first token was seen) says. */
function evidenceOf({ requests, goodput, metrics }: RunDocument, hasSlo: boolean): Evidence {
  const measured = requests.completed + requests.failed + requests.notSent + requests.cancelled
  const { n, effectiveSamples } = metrics.ttftMs.n > 0 ? metrics.ttftMs : metrics.e2eMs
  const worth = n > 0 && effectiveSamples !== null ? effectiveSamples / n : 1
  const unknown = hasSlo ? 0 : requests.completed
  const meeting = goodput.attainment === null ? unknown : Math.round(goodput.attainment * measured)
  return { measured, meeting, independent: worth * measured }
}
