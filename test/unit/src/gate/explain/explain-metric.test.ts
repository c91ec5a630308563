import { expect, test } from 'vitest'
import { decideGate } from '../../../../../src/gate/decide/decide-gate.ts'
import { explainMetric } from '../../../../../src/gate/explain/explain-metric.ts'
import { gatePairs, gatePolicy, noise, otherNoise, pairedInput } from '../../../../helpers/gate-case.ts'

const differences = noise.map((d) => d + 0.01)
const pairs = gatePairs(differences.map((ttft, k) => ({ ttft, tpot: otherNoise[k] as number })))
const alone = gatePolicy({ metrics: [{ metric: 'ttft.p99', direction: 'lower', marginShare: 0.05 }] })
const document = decideGate(pairedInput(pairs, { policy: alone }))
const steps = explainMetric(document, 'ttft.p99') ?? []
const text = steps.flatMap(({ title, lines }) => [title, ...lines]).join('\n')

test('the differences of every pair stand in the first table', () => {
  expect(steps[0]?.table?.rows.map((row) => Number(row[5]))).toEqual(differences.map((d) => expect.closeTo(d, 6)))
  expect(steps[0]?.table?.rows[1]).toMatchObject(['2', 'BA', '2', '100', expect.any(String), expect.any(String)])
})

test('mean, spread and T are those that a reader computes', () => {
  const mean = differences.reduce((sum, d) => sum + d, 0) / 8
  const s = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 7)
  const t = (mean / s) * Math.sqrt(8)
  expect(text).toContain(`T = mean / standard error = ${Number(t.toPrecision(4))}`)
})

test('the number of flips at least as extreme is that of all 2^K, and of one metric gives p', () => {
  let extreme = 0
  const sum = Math.abs(differences.reduce((total, d) => total + d, 0))
  for (let pattern = 0; pattern < 256; pattern++) {
    const flipped = differences.reduce((total, d, k) => total + ((pattern >> k) & 1 ? -d : d), 0)
    if (Math.abs(flipped) >= sum - 1e-12) extreme++
  }
  expect(text).toContain(`in this metric alone: ${extreme / 2} of 128`)
  expect(document.metrics[0]?.pValue).toBeCloseTo(extreme / 256, 12)
  expect(text).toContain(`adjusted p = ${extreme / 2} / 128`)
})

test('bounds are those of the document, with the step of the level they come from', () => {
  const { lowerShare, upperShare } = document.metrics[0] ?? {}
  const log = (share: number) => Number(Math.log1p(share).toPrecision(4))
  expect(text).toContain(`the one used is 6 / 128 = 0.04688 (asked: 0.05)`)
  expect(text).toMatch(new RegExp(`lower = the 6th smallest shift .* = ${log(lowerShare as number)} `))
  expect(text).toMatch(new RegExp(`upper = likewise from above = ${log(upperShare as number)} `))
})

test('several metrics share every flip, and a metric that is not there has no computation', () => {
  const all = decideGate(pairedInput(pairs))
  const said = (explainMetric(all, 'tpot.p50') ?? []).flatMap(({ lines }) => lines).join('\n')
  expect(said).toMatch(/Adjusted for 3 metrics: the same flip is made in all of them, and in \d+ of 128 the largest/)
  expect(explainMetric(all, 'e2e.p50')).toBeNull()
})

test('what was not compared says why', () => {
  const none = decideGate(pairedInput(pairs.slice(0, 3)))
  expect(explainMetric(none, 'ttft.p99')).toMatchObject([{ title: 'Nothing was inferred', table: null }])
})
