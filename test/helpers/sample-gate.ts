import type { GateDocument, GateMetric, GateVerdict } from '../../src/gate/gate-document.ts'

const exitCodes = { pass: 0, warn: 0, regression: 10, inconclusive: 11, incomparable: 12 } as const

/** A metric as a gate of eight pairs would tell it. */
export function sampleMetric(change: Partial<GateMetric> = {}): GateMetric {
  return {
    ...{ metric: 'ttft.p99', label: 'TTFT p99', unit: 'ms', direction: 'lower', marginShare: 0.05 },
    ...{ baselineMedian: 212.4, candidateMedian: 214.1 },
    ...{ baselineValues: Array<number>(8).fill(212.4), candidateValues: Array<number>(8).fill(214.1) },
    ...{ effectShare: 0.008, lowerShare: -0.011, upperShare: 0.027, pValue: 0.62, detectableShare: 0.031 },
    ...{
      pairsToDecide: 0,
      verdict: 'pass',
      why: 'at most 2.7 % worse, below the margin of 5 %; 3.1 % would have been found',
    },
    ...{ differences: Array<number>(8).fill(0.008) },
    ...change,
  }
}

/** One that is 7 % slower. */
export const slowerMetric = (): GateMetric =>
  sampleMetric({
    ...{ metric: 'tpot.p50', label: 'TPOT p50', baselineMedian: 21.8, candidateMedian: 23.4, marginShare: 0.03 },
    ...{ effectShare: 0.0734, lowerShare: 0.061, upperShare: 0.086, pValue: 0.0078, verdict: 'regression' },
    why: 'at least 6.1 % worse, beyond the margin of 3 %',
  })

/** A whole document of that verdict; keys of `change` replace those of the usual one. */
export function sampleGate(verdict: GateVerdict = 'pass', change: Partial<GateDocument> = {}): GateDocument {
  const sides = verdict === 'incomparable' ? [] : pairIds
  return {
    ...{ schema: 'infbench.gate/1', infbench: '0.1.0', id: '20261122-101500-ab12cd', policy: 'bench/gate.yaml' },
    ...{ name: 'no slower than main', createdAt: '2026-11-22T10:15:00.000Z', mode: 'paired', verdict },
    ...{ exitCode: exitCodes[verdict], onInconclusive: 'fail', reasons: [reasons[verdict]] },
    baseline: side(
      'main',
      sides.map((id) => `${id}-a`),
    ),
    candidate: side(
      'this change',
      sides.map((id) => `${id}-b`),
    ),
    pairs: {
      ...{ planned: 8, done: sides.length, used: sides.length, floor: 5 },
      ...{ order: ['AB', 'BA', 'BA', 'AB', 'AB', 'BA', 'AB', 'BA'], seeds: [1, 2, 3, 4, 5, 6, 7, 8] },
    },
    inference: verdict === 'incomparable' ? null : inference,
    metrics: metricsOf(verdict),
    limits: [],
    faults: verdict === 'incomparable' ? [otherWorkload] : [],
    ...change,
  }
}

const reasons: Readonly<Record<GateVerdict, string>> = {
  pass: 'The metric is inside its margin.',
  warn: 'TTFT p99: 0.1 % worse to 2.7 % worse, inside the margin of 5 %.',
  regression: 'TPOT p50: at least 6.1 % worse, beyond the margin of 3 %.',
  inconclusive:
    'TTFT p99: between 1.1 % better and unbounded: neither inside nor beyond the margin of 5 %; about 6 more would decide it, if the spread stays.',
  incomparable: 'the runs of main had another workload.',
}

const otherWorkload = {
  code: 'other-workload',
  message: 'the runs of main had another workload',
  hint: 'infbench gate bench/gate.yaml makes new runs of both sides',
} as const

const pairIds = Array.from({ length: 8 }, (_, pair) => `20261122-1015${String(pair).padStart(2, '0')}-abcdef`)

const side = (label: string, runs: readonly string[]): GateDocument['baseline'] => ({
  ...{ label, target: 'my-model at http://localhost:8000/v1', runs: [...runs], seeds: runs.map((_, pair) => pair + 1) },
  fingerprints: { workload: 'w1', environment: 'e1', target: 't1', dataset: 'd1' },
  infbenchVersion: '0.1.0',
})

const inference: GateDocument['inference'] = {
  ...{ kind: 'paired', alpha: 0.05, alphaSpent: 0.05, looks: [{ pairs: 8, alpha: 0.05 }], look: 1 },
  spending: null,
  ...{ arrangements: 128, exact: true, smallestP: 1 / 128, attainableAlpha: 0.046875, power: 0.9, notes: [] },
}

function metricsOf(verdict: GateVerdict): GateMetric[] {
  if (verdict === 'incomparable') return []
  if (verdict === 'pass') return [sampleMetric()]
  if (verdict === 'regression') return [sampleMetric(), slowerMetric()]
  if (verdict === 'warn')
    return [
      sampleMetric({ verdict: 'warn', lowerShare: 0.001, why: '0.1 % worse to 2.7 % worse, inside the margin of 5 %' }),
    ]
  return [
    sampleMetric({
      verdict: 'inconclusive',
      upperShare: null,
      pairsToDecide: 6,
      why: 'between 1.1 % better and unbounded: neither inside nor beyond the margin of 5 %',
    }),
  ]
}
