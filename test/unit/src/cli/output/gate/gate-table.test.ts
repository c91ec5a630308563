import { expect, test } from 'vitest'
import { explainText } from '../../../../../../src/cli/output/gate/explain-text.ts'
import { gateTable } from '../../../../../../src/cli/output/gate/gate-table.ts'
import { visibleWidth } from '../../../../../../src/cli/output/text/columns.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { decideGate } from '../../../../../../src/gate/decide/decide-gate.ts'
import { explainMetric } from '../../../../../../src/gate/explain/explain-metric.ts'
import { parseLimit } from '../../../../../../src/gate/policy/limit-expression.ts'
import type { AbsoluteLimit } from '../../../../../../src/gate/policy/gate-policy.ts'
import { gatePairs, gatePolicy, noise, otherNoise, pairedInput } from '../../../../../helpers/gate-case.ts'
import { testIo } from '../../../../../helpers/test-io.ts'

const limits = [parseLimit('ttft.p99 < 300ms') as AbsoluteLimit]
const pairs = gatePairs(noise.map((ttft, k) => ({ ttft: ttft + 0.12, tpot: otherNoise[k] as number, rate: ttft / 3 })))
const document = decideGate(pairedInput(pairs, { policy: gatePolicy({ name: 'no slower than main', limits }) }))
const style = (columns?: number) => {
  const io = columns === undefined ? testIo() : testIo({ terminal: columns, env: { NO_COLOR: '1' } })
  return textStyle(io.stdout, io.env)
}

test('the verdict comes first, then the sides, each metric with its bounds, and why', () => {
  const text = gateTable(document, style())
  expect(text.split('\n')[0]).toBe('no slower than main: REGRESSION (exit code 10)')
  expect(text).toMatch(/baseline +tag main, .* 8 runs\n +candidate +tag new, /)
  expect(text).toMatch(/pairs +8 used of 8 planned, 128 sign patterns weighed, which are all, 95\.3 % confidence/)
  expect(text).toMatch(/TTFT p99 +100 +113 +\+12\.7 % +\+11\.\d to \+1[34]\.\d % +5 % +\d\.\d % +regression/)
  expect(text).toMatch(/ttft\.p99 < 300ms +pass +112\.8 ms over runs; every run keeps it/)
  expect(text).toMatch(/\+ is worse/)
  expect(text).toMatch(/TTFT p99: at least 11\.\d % worse, beyond the margin of 5 %\./)
})

test('runs that are not comparable have reasons and hints instead of bounds', () => {
  const text = gateTable(decideGate(pairedInput(pairs.slice(0, 3))), style())
  expect(text).toMatch(/INCOMPARABLE \(exit code 12\)/)
  expect(text).toMatch(
    /not comparable: 3 pairs: 5 are the fewest that can tell a difference from chance\n +hint: make more pairs/,
  )
})

test.each([100, 80, 60])('nothing is wider than a terminal of %i columns', (columns) => {
  for (const line of gateTable(document, style(columns)).split('\n'))
    expect(visibleWidth(line)).toBeLessThanOrEqual(columns)
})

test('a computation is titled steps with their tables', () => {
  const steps = explainMetric(document, 'ttft.p99') ?? []
  const text = explainText(document, [{ metric: 'ttft.p99', steps }], style())
  expect(text).toMatch(/^ttft\.p99 of no slower than main: tag new against tag main\n\n1 {2}The 8 differences\n/)
  expect(text).toMatch(/\n +pair +order +seed +baseline +candidate +d\n +1 +AB +1 +100 +/)
  expect(text).toMatch(/\n6 {2}Verdict\n/)
})
