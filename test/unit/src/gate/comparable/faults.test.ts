import { expect, test } from 'vitest'
import type { RunDocument } from '../../../../../src/metrics/run-document.ts'
import { decideGate } from '../../../../../src/gate/decide/decide-gate.ts'
import type { GatePair, GateRun } from '../../../../../src/gate/decide/gate-input.ts'
import { pairRuns } from '../../../../../src/gate/comparable/pair-runs.ts'
import { gatePairs, gatePolicy, gateRun, noise, pairedInput } from '../../../../helpers/gate-case.ts'

const good = gatePairs(noise.map((ttft) => ({ ttft })))

/** The pairs with something changed in runs of one side. */
function changed(side: 'baseline' | 'candidate', change: (run: GateRun, k: number) => GateRun): GatePair[] {
  return good.map((pair, k) => ({ ...pair, [side]: change(pair[side], k) }))
}
const first = (side: 'baseline' | 'candidate', change: (run: GateRun) => GateRun) =>
  changed(side, (run, k) => (k === 0 ? change(run) : run))
const withHeader = (run: GateRun, header: Partial<GateRun['header']>): GateRun => ({
  ...run,
  header: { ...run.header, ...header },
})
const withDocument = (run: GateRun, document: Partial<RunDocument>): GateRun => ({
  ...run,
  document: { ...run.document, ...document },
})
const prints = (run: GateRun, area: string, value = 'other') =>
  withHeader(run, { fingerprints: { ...run.header.fingerprints, [area]: value } })
const elsewhere = (run: GateRun, environment: Partial<GateRun['header']['environment']>) =>
  withHeader(prints(run, 'environment'), { environment: { ...run.header.environment, ...environment } })
const reason = (code: string, severity: string) =>
  ({ code, severity, message: `because of ${code}`, hint: null }) as RunDocument['reasons'][number]

test('pairs of one workload on one machine have no fault', () => {
  expect(decideGate(pairedInput(good)).faults).toEqual([])
})

const tokens = gateRun().document.tokens
const requests = gateRun().document.requests
test.each([
  [
    'unfinished-run',
    first('candidate', (run) => withHeader(run, { state: 'interrupted' })),
    /^b1 did not run to the end/,
  ],
  [
    'invalid-run',
    first('baseline', (run) => withDocument(run, { status: 'invalid', reasons: [reason('errors', 'invalid')] })),
    /^a1 is invalid: because of errors$/,
  ],
  [
    'imported-run',
    first('baseline', (run) => withDocument(run, { imported: {} as never })),
    /^a1 came from another tool/,
  ],
  [
    'other-workload',
    changed('candidate', (run) => prints(run, 'workload')),
    /were asked different things: b1, b2, b3 and 5 more against a1/,
  ],
  ['other-dataset', first('candidate', (run) => prints(run, 'dataset')), /different data: b1 against/],
  [
    'other-environment',
    changed('candidate', (run) => elsewhere(run, { cpuCores: 8, os: 'Debian 13' })),
    /different machines or systems: os .* against Debian 13; cpuCores 32 against 8/,
  ],
  [
    'other-version',
    changed('baseline', (run) => elsewhere(run, { infbenchVersion: '0.0.9' })),
    /infbench 0\.0\.9 measured a1.*, 0\.1\.0 measured b1|infbench 0\.1\.0 measured b1.*, 0\.0\.9 measured a1/,
  ],
  [
    'other-target',
    first('baseline', (run) => withHeader(run, { target: { ...run.header.target, model: 'small' } })),
    /baseline measured different targets: .* and small at localhost/,
  ],
  [
    'other-prompts',
    first('candidate', (run) => withHeader(run, { plan: { seed: 99 } })),
    /different prompts, by their seeds: a1 and b1/,
  ],
  [
    'request-counts',
    first('candidate', (run) => withDocument(run, { requests: { ...requests, sent: requests.sent - 3 } })),
    /^a1 and b1 sent different numbers of requests: \d+ of \d+ and \d+ of \d+$/,
  ],
  [
    'output-lengths',
    changed('candidate', (run) => withDocument(run, { tokens: { ...tokens, output: tokens.output * 1.2 } })),
    /answers of the candidate are 20 % longer/,
  ],
  [
    'cache-state',
    first('candidate', (run) => withDocument(run, { tokens: { ...tokens, cached: tokens.input / 2 } })),
    /0 % and 50 % of the prompt tokens of a1 and b1/,
  ],
  [
    'cache-state',
    first('candidate', (run) =>
      withDocument(run, { tokens: { ...tokens, cached: null }, reasons: [reason('repeated-prompts', 'note')] }),
    ),
    /of a1 and b1 one sent prompts/,
  ],
  [
    'clock',
    first('candidate', (run) => withHeader(run, { startedAtMs: run.header.startedAtMs - 5 * 60_000 + 2_000 })),
    /^b1 began before a1 had ended, by the clock/,
  ],
  [
    'one-sided',
    changed('candidate', (run) =>
      withDocument(run, {
        metrics: { ...run.document.metrics, ttftMs: { ...run.document.metrics.ttftMs, p99: null } },
      }),
    ),
    /^ttft\.p99 was observed in runs of the baseline only$/,
  ],
  [
    'not-positive',
    first('candidate', (run) => withDocument(run, { throughput: { ...run.document.throughput, outputTokensPerS: 0 } })),
    /^outputTokensPerS is 0 in b1/,
  ],
] as const)('%s forbids a verdict and says why', (code, pairs, message) => {
  const document = decideGate(pairedInput(pairs))
  expect(document).toMatchObject({ verdict: 'incomparable', exitCode: 12, inference: null, pairs: { used: 0 } })
  expect(document.faults.map((fault) => fault.code)).toEqual([code])
  expect(document.faults[0]?.message).toMatch(message)
  expect(document.faults[0]?.hint).not.toBe('')
  expect(document.metrics.map(({ verdict }) => verdict)).toEqual(['incomparable', 'incomparable', 'incomparable'])
})

test('a metric of one side only is told by side', () => {
  const without = (run: GateRun) =>
    withDocument(run, { metrics: { ...run.document.metrics, ttftMs: { ...run.document.metrics.ttftMs, p99: null } } })
  expect(decideGate(pairedInput(changed('baseline', without))).faults[0]?.message).toBe(
    'ttft.p99 was observed in runs of the candidate only',
  )
  expect(decideGate(pairedInput(first('baseline', without))).faults[0]?.message).toBe(
    'ttft.p99 was observed in all runs but a1',
  )
})

const runsOf = (pairs: readonly GatePair[]) => ({
  baseline: pairs.map(({ baseline }) => baseline),
  candidate: pairs.map(({ candidate }) => candidate),
})
const judged = (baseline: readonly GateRun[], candidate: readonly GateRun[], planned = 8, given = false) =>
  decideGate(pairedInput([], { ...pairRuns(baseline, candidate), policy: gatePolicy({ pairs: { planned, given } }) }))

test('runs of one seed are a pair in any order; what has no partner, and a plan that is not finished, is told', () => {
  const { baseline, candidate } = runsOf(good)
  expect(judged(baseline.toReversed(), candidate).faults).toEqual([])
  expect(pairRuns(baseline.toReversed(), candidate).pairs).toEqual(good)
  const missing = judged(baseline, candidate.slice(1))
  expect(missing.faults).toMatchObject([
    { code: 'missing-pairs', message: 'a1 has no partner of the same seed on the other side' },
  ])
  expect(missing.faults[0]?.hint).toMatch(/seed 1 /)
  expect(judged(baseline.slice(2), candidate.slice(2), 8, true).faults).toMatchObject([
    {
      code: 'missing-pairs',
      message: '6 of 8 planned pairs are there: stopping where it suits decides more than chance would',
    },
  ])
  expect(judged(baseline.slice(2), candidate.slice(2)).faults).toEqual([])
})

test('too few pairs, other seeds, no runs and one run on both sides forbid a verdict', () => {
  const { baseline, candidate } = runsOf(good)
  expect(judged(baseline.slice(4), candidate.slice(4)).faults).toMatchObject([{ code: 'too-few-pairs' }])
  const reseeded = candidate.map((run, k) => withHeader(run, { plan: { seed: 100 + k } }))
  expect(judged(baseline, reseeded).faults).toMatchObject([{ code: 'other-prompts' }])
  expect(judged(baseline, []).faults).toMatchObject([{ code: 'no-runs', message: 'the candidate has no runs' }])
  expect(judged(baseline, [...candidate.slice(1), baseline[0] as GateRun]).faults).toMatchObject([{ code: 'same-run' }])
})

test('where seeds repeat within a side, the first goes with the first and the second with the second', () => {
  const same = runsOf(
    good.map(({ baseline, candidate, ...pair }) => ({
      ...pair,
      baseline: withHeader(baseline, { plan: { seed: 3 } }),
      candidate: withHeader(candidate, { plan: { seed: 3 } }),
    })),
  )
  const { pairs } = pairRuns(same.baseline, same.candidate)
  expect(pairs.map(({ baseline, candidate }) => [baseline.header.runId, candidate.header.runId])).toEqual(
    good.map((_, k) => [`a${k + 1}`, `b${k + 1}`]),
  )
})

test('pairs that the gate made itself stand in their order whatever the clock says, and the reader is told', () => {
  const back = changed('candidate', (run, k) =>
    k < 4 ? run : withHeader(run, { startedAtMs: run.header.startedAtMs - 3_600_000 }),
  )
  const document = decideGate(pairedInput(back, { inTurns: true }))
  expect(document.faults).toEqual([])
  expect(document.reasons.join(' ')).toMatch(
    /The clock was set back between .*; figures and pairs are by another clock/,
  )
})

test('prompts that a silent server had seen forbid a verdict only where they favour one side', () => {
  const unsure = (run: GateRun, seen: boolean) =>
    withDocument(run, {
      tokens: { ...tokens, cached: null },
      reasons: seen ? [reason('repeated-prompts', 'note')] : [],
    })
  const second = good.map((pair) => ({
    ...pair,
    baseline: unsure(pair.baseline, pair.order === 'BA'),
    candidate: unsure(pair.candidate, pair.order === 'AB'),
  }))
  const document = decideGate(pairedInput(second))
  expect(document.faults).toEqual([])
  expect(document.reasons.join(' ')).toMatch(/In 8 of 8 pairs the second run sent prompts that its server had seen/)
  const oneSided = good.map((pair) => ({
    ...pair,
    baseline: unsure(pair.baseline, false),
    candidate: unsure(pair.candidate, true),
  }))
  expect(decideGate(pairedInput(oneSided)).faults).toMatchObject([{ code: 'cache-state' }])
  expect(decideGate(pairedInput(oneSided, { inTurns: true })).faults).toEqual([])
})

test('degraded runs and sides made one after the other are told beside the verdict', () => {
  const apart = changed('candidate', (run) =>
    withDocument(withHeader(run, { startedAtMs: run.header.startedAtMs + 86_400_000 }), {
      status: 'degraded',
      reasons: [reason('read-lag', 'degraded')],
    }),
  )
  const { reasons, verdict } = decideGate(pairedInput(apart))
  expect(verdict).toBe('pass')
  expect(reasons).toContain('8 of 16 runs are degraded, first of all b1: because of read-lag.')
  expect(reasons.join(' ')).toMatch(/All runs of one side were made before those of the other/)
})
