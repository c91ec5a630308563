import { expect, test } from 'vitest'
import { gateDotsChart } from '../../../../reports/gate/gate-dots.ts'
import { gateForestChart } from '../../../../reports/gate/gate-forest.ts'
import { gatePage } from '../../../../reports/gate/gate-page.ts'
import { decideGate } from '../../../../src/gate/decide/decide-gate.ts'
import { explainMetric } from '../../../../src/gate/explain/explain-metric.ts'
import { parseLimit } from '../../../../src/gate/policy/limit-expression.ts'
import type { AbsoluteLimit } from '../../../../src/gate/policy/gate-policy.ts'
import { gatePairs, gatePolicy, noise, otherNoise, pairedInput } from '../../../helpers/gate-case.ts'

const limits = [parseLimit('ttft.p99 < 300ms') as AbsoluteLimit]
const policy = gatePolicy({ name: '<b>no slower</b>', limits })
const pairs = gatePairs(noise.map((ttft, k) => ({ ttft: ttft + 0.12, tpot: otherNoise[k] as number, rate: ttft / 3 })))
const document = decideGate(pairedInput(pairs, { policy }))
const none = decideGate(pairedInput(pairs.slice(0, 3), { policy }))
const computations = document.metrics.map(({ metric }) => ({ metric, steps: explainMetric(document, metric) ?? [] }))

test('the forest has a row for each metric, from bound to bound, and its margin', () => {
  const chart = gateForestChart(document)
  if ('omitted' in chart) throw new Error(chart.omitted)
  expect(chart.rows.map((row) => [row['label'], row['verdict']])).toEqual([
    ['TTFT p99', 'regression'],
    ['TPOT p50', 'pass'],
    ['Output throughput', 'pass'],
  ])
  for (const row of chart.rows) {
    expect(row['from']).toBeLessThanOrEqual(row['at'] as number)
    expect(row['to']).toBeGreaterThanOrEqual(row['at'] as number)
    expect(row['margin']).toBe(0.05)
  }
  expect(chart.description).toMatch(/TTFT p99: \+12\.7.*, margin 5.*, regression/)
})

test('the dots are the pairs, a share each', () => {
  const chart = gateDotsChart(document)
  if ('omitted' in chart) throw new Error(chart.omitted)
  expect(chart.rows).toHaveLength(24)
  expect(chart.rows[0]?.['effect']).toBeCloseTo(Math.expm1((noise[0] as number) + 0.12), 9)
})

test('where nothing was inferred the forest says so, and the page has the faults with their hints', () => {
  expect(gateForestChart(none)).toMatchObject({ omitted: 'Nothing was inferred from these runs.' })
  const { markup } = gatePage(none, [], [])
  expect(markup).toContain('Incomparable')
  expect(markup).toContain('too-few-pairs')
  expect(markup).toMatch(/→ make more pairs/)
})

test('the page has verdict, sides, bounds, limits and computations, and escapes what others wrote', () => {
  const { markup } = gatePage(document, [], computations)
  expect(markup).toContain('&lt;b&gt;no slower&lt;/b&gt;')
  expect(markup).not.toContain('<b>no slower')
  expect(markup).toMatch(/Regression<\/span> <span class="muted">exit code 10/)
  expect(markup).toContain('tag main')
  expect(markup).toContain('ttft.p99 &lt; 300ms')
  expect(markup).toMatch(/Bounds by sign flips of 8 pairs, 128 patterns, every one weighed: 95\.3/)
  expect(markup.match(/How the verdict on /g)).toHaveLength(3)
})
