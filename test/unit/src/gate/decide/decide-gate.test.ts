import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { decideAtLooks, decideGate } from '../../../../../src/gate/decide/decide-gate.ts'
import { gateDocumentSchema } from '../../../../../src/gate/gate-document.ts'
import { parseLimit } from '../../../../../src/gate/policy/limit-expression.ts'
import type { AbsoluteLimit } from '../../../../../src/gate/policy/gate-policy.ts'
import { gatePairs, gatePolicy, noise, otherNoise, pairedInput, type PairShift } from '../../../../helpers/gate-case.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

const shifted = (by: Partial<Record<keyof PairShift, number>>): PairShift[] =>
  noise.map((d, k) => ({
    ttft: d + (by.ttft ?? 0),
    tpot: (otherNoise[k] as number) + (by.tpot ?? 0),
    rate: -d / 2 + (by.rate ?? 0),
  }))
const decided = (by: Partial<Record<keyof PairShift, number>>, fields = {}) =>
  decideGate(pairedInput(gatePairs(shifted(by)), fields))
const verdicts = (document: ReturnType<typeof decideGate>) => document.metrics.map(({ verdict }) => verdict)

test('two runs of one system pass, with what would have been found', () => {
  const document = decided({})
  expect(document).toMatchObject({ verdict: 'pass', exitCode: 0, mode: 'paired', faults: [] })
  expect(verdicts(document)).toEqual(['pass', 'pass', 'pass'])
  expect(document.inference).toMatchObject({
    arrangements: 128,
    exact: true,
    attainableAlpha: 6 / 128,
    smallestP: 1 / 128,
  })
  for (const metric of document.metrics) {
    expect(metric.detectableShare).toBeGreaterThan(0.005)
    expect(metric.detectableShare).toBeLessThan(0.05)
    expect(metric.pairsToDecide).toBe(0)
  }
  expect(document.reasons[0]).toBe('All 3 metrics are inside their margins.')
})

test('a figure that is lower is worse where higher is better, and effects are positive when worse', () => {
  const document = decided({ rate: 0.1 })
  expect(document).toMatchObject({ verdict: 'regression', exitCode: 10 })
  expect(verdicts(document)).toEqual(['pass', 'pass', 'regression'])
  const rate = document.metrics[2]
  expect(rate?.effectShare).toBeCloseTo(Math.expm1(0.1), 9)
  expect(rate?.candidateMedian).toBeLessThan(rate?.baselineMedian as number)
  expect(rate?.lowerShare).toBeGreaterThan(0.05)
  expect(rate?.pValue).toBe(1 / 128)
  expect(document.reasons[0]).toMatch(/^Output throughput: at least .* worse, beyond the margin of 5 %\.$/)
})

test('worse inside the margin warns and exits 0', () => {
  const document = decided({ ttft: 0.03 })
  expect(document).toMatchObject({ verdict: 'warn', exitCode: 0 })
  expect(document.metrics[0]?.lowerShare).toBeGreaterThan(0)
})

test('what so much noise leaves open is inconclusive, says how many pairs would decide, and exits by the policy', () => {
  const wide = gatePairs(noise.map((d, k) => ({ ttft: 6 * d + 0.02, tpot: otherNoise[k] as number })))
  const document = decideGate(pairedInput(wide))
  expect(document).toMatchObject({ verdict: 'inconclusive', exitCode: 11 })
  expect(document.metrics[0]?.pairsToDecide).toBeGreaterThan(3)
  expect(document.reasons[0]).toMatch(/^TTFT p99: .*; about \d+ more would decide it, if the spread stays\.$/)
  for (const onInconclusive of ['warn', 'pass'] as const)
    expect(decideGate(pairedInput(wide, { policy: gatePolicy({ onInconclusive }) }))).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 0,
    })
})

test('an open metric keeps one that warns from passing the gate', () => {
  const pairs = gatePairs(noise.map((d, k) => ({ ttft: 6 * d, tpot: (otherNoise[k] as number) + 0.03 })))
  const document = decideGate(pairedInput(pairs))
  expect(verdicts(document).slice(0, 2)).toEqual(['inconclusive', 'warn'])
  expect(document).toMatchObject({ verdict: 'inconclusive', exitCode: 11 })
})

test('limits hold the candidate alone: its median decides, a single run warns', () => {
  const limits = ['ttft.p99 < 99ms', 'ttft.p99 < 101ms', 'ttft.p99 < 150ms', 'errorShare < 1%'].map(
    (text) => parseLimit(text) as AbsoluteLimit,
  )
  const document = decided({}, { policy: gatePolicy({ limits }) })
  expect(document.limits.map(({ verdict }) => verdict)).toEqual(['regression', 'warn', 'pass', 'pass'])
  expect(document).toMatchObject({ verdict: 'regression', exitCode: 10 })
  expect(document.limits[0]).toMatchObject({ expression: 'ttft.p99 < 99ms', limit: 99, unit: 'ms' })
  expect(document.limits[0]?.runs).toHaveLength(8)
})

test('few pairs state the level they attain', () => {
  const five = decideGate(
    pairedInput(gatePairs(shifted({}).slice(0, 5)), { policy: gatePolicy({ pairs: { planned: 5, given: true } }) }),
  )
  expect(five.inference).toMatchObject({ arrangements: 16, attainableAlpha: 1 / 16 })
  expect(five.reasons.at(-1)).toBe('Bounds have 93.8 % confidence, the attainable level nearest to 95 %.')
})

test('a sequential gate stops at the first look that decides, and spends no more than its share', () => {
  const sequential = { looks: [6, 8], spending: 'pocock' } as const
  const policy = gatePolicy({ sequential, pairs: { planned: 8, given: true } })
  const large = decideAtLooks({ ...pairedInput(gatePairs(shifted({ tpot: 0.2 }))), policy: { ...policy, alpha: 0.1 } })
  expect(large.inference).toMatchObject({ look: 1 })
  expect(large.verdict).toBe('regression')
  expect(large.pairs.used).toBe(6)
  expect(large.inference?.attainableAlpha).toBeLessThanOrEqual(large.inference?.looks[0]?.alpha as number)
  const open = decideAtLooks({
    ...pairedInput(gatePairs(shifted({ tpot: 0.05 }))),
    policy: { ...policy, alpha: 0.001 },
  })
  expect(open).toMatchObject({ verdict: 'inconclusive', inference: { attainableAlpha: null }, pairs: { used: 8 } })
  expect(open.metrics.every(({ lowerShare, detectableShare }) => lowerShare === null && detectableShare === null)).toBe(
    true,
  )
})

test('the document is what its schema says, and the same runs give the same document', () => {
  for (const document of [decided({}), decided({ ttft: 0.2 }), decideGate(pairedInput([]))]) {
    expect(gateDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
  }
  expect(decided({ ttft: 0.02 })).toEqual(decided({ ttft: 0.02 }))
})

test('pairs beyond those listed are weighed by draws that the runs fix', () => {
  const rng = seededRng('many')
  const pairs = gatePairs(
    Array.from({ length: 16 }, () => ({
      ttft: 0.01 * gaussian(rng),
      tpot: 0.01 * gaussian(rng) + 0.1,
      rate: 0.01 * gaussian(rng),
    })),
  )
  const policy = gatePolicy({ pairs: { planned: 16, given: true } })
  const [one, two] = [decideGate(pairedInput(pairs, { policy })), decideGate(pairedInput(pairs, { policy }))]
  expect(one).toEqual(two)
  expect(one).toMatchObject({ verdict: 'regression', inference: { exact: false, arrangements: 10_000 } })
})
