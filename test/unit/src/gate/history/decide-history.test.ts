import { expect, test } from 'vitest'
import type { GateRun } from '../../../../../src/gate/decide/gate-input.ts'
import { explainMetric } from '../../../../../src/gate/explain/explain-metric.ts'
import { gateDocumentSchema } from '../../../../../src/gate/gate-document.ts'
import { decideHistory } from '../../../../../src/gate/history/decide-history.ts'
import { gatePolicy, gateRun, noise, otherNoise } from '../../../../helpers/gate-case.ts'

const policy = gatePolicy({
  mode: 'history',
  baseline: { kind: 'history', label: 'past runs', name: null, tag: 'main', project: null, last: 30 },
  metrics: [{ metric: 'tpot.p50', direction: 'lower', marginShare: 0.1 }],
})
const spread = [...noise, ...otherNoise]
const run = (i: number, log: number) => gateRun({ id: `r${i}`, seed: i, minute: i * 10, tpotP50: 10 * Math.exp(log) })
const past = spread.map((log, i) => run(i, log))
const decided = (candidate: readonly number[], fields: Partial<Parameters<typeof decideHistory>[0]> = {}) =>
  decideHistory({
    ...{ policy, id: 'g', createdAtMs: 0, infbenchVersion: '0.1.0', past },
    candidate: candidate.map((log, i) => run(100 + i, log)),
    ...fields,
  })

test('a run like those of the past passes, judged by its prediction interval', () => {
  const document = decided([0.01, 0.002])
  expect(document).toMatchObject({ verdict: 'pass', exitCode: 0, mode: 'history', pairs: { used: 16, planned: 0 } })
  const [tpot] = document.metrics
  // t of 15 degrees at 0.05 is 1.75305; spread and mean of the 16 logarithms, times sqrt(1 + 1/16)
  const mean = spread.reduce((sum, value) => sum + value, 0) / 16
  const s = Math.sqrt(spread.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 15)
  const width = 1.75305 * s * Math.sqrt(17 / 16)
  expect(tpot?.upperShare).toBeCloseTo(Math.expm1(0.002 - mean + width), 6)
  expect(tpot?.lowerShare).toBeCloseTo(Math.expm1(0.002 - mean - width), 6)
  expect(gateDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
})

test('one run beyond the bound warns, two in a row decide', () => {
  expect(decided([0, 0.3])).toMatchObject({ verdict: 'warn', exitCode: 0 })
  expect(decided([0.3, 0.3])).toMatchObject({ verdict: 'regression', exitCode: 10 })
  expect(decided([0.3, 0])).toMatchObject({ verdict: 'pass' })
  expect(decided([0.06, 0.06])).toMatchObject({ verdict: 'warn' })
})

test('of one run given, the newest of the past is the one before it', () => {
  const document = decideHistory({
    ...{ policy, id: 'g', createdAtMs: 0, infbenchVersion: '0.1.0' },
    past: [...past, run(99, 0.3)],
    candidate: [run(100, 0.3)],
  })
  expect(document.candidate.runs).toEqual(['r99', 'r100'])
  expect(document).toMatchObject({ verdict: 'regression', pairs: { used: 16 } })
})

test('runs of another environment or workload are left out and counted, and fewer than eight predict nothing', () => {
  const moved = (one: GateRun): GateRun => ({
    ...one,
    header: { ...one.header, fingerprints: { ...one.header.fingerprints, environment: 'other' } },
  })
  const some = decided([0, 0], { past: [...past.slice(0, 4).map(moved), ...past.slice(4)] })
  expect(some.pairs.used).toBe(12)
  expect(some.reasons.at(-1)).toMatch(/^4 past runs are left out, .*: r0, r1, r2 and r3\.$/)
  const few = decided([0, 0], { past: [...past.slice(0, 9).map(moved), ...past.slice(9)] })
  expect(few).toMatchObject({ verdict: 'incomparable', exitCode: 12, inference: null })
  expect(few.faults).toMatchObject([{ code: 'too-few-runs' }])
  expect(few.faults[0]?.message).toMatch(/^7 past runs of the same workload and environment \(9 of others\)/)
})

test('noise that hides the margin is inconclusive', () => {
  const wide = spread.map((log, i) => run(i, 8 * log))
  expect(decided([0, 0], { past: wide })).toMatchObject({ verdict: 'inconclusive', exitCode: 11 })
})

test('the computation is shown with its past, its interval and the newest runs', () => {
  const steps = explainMetric(decided([0.3, 0.3]), 'tpot.p50') ?? []
  expect(steps.map(({ title }) => title)).toEqual([
    '1  The 16 past runs',
    '2  Prediction of one more run',
    '3  The newest 2 runs',
    '4  Verdict',
  ])
  expect(steps[0]?.table?.rows).toHaveLength(16)
  expect(steps[1]?.lines[0]).toMatch(/^t = 1\.753: /)
})
