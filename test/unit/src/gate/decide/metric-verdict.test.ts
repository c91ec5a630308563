import { expect, test } from 'vitest'
import { judgeMetric } from '../../../../../src/gate/decide/metric-verdict.ts'

const judge = (low: number, high: number, detectable: number | null = 0.02) =>
  judgeMetric({
    low: Math.log1p(low),
    high: Math.log1p(high),
    detectable: detectable && Math.log1p(detectable),
    marginShare: 0.05,
  })

test('beyond the margin with even the lower bound is a regression', () => {
  expect(judge(0.06, 0.12)).toEqual({ verdict: 'regression', why: 'at least 6 % worse, beyond the margin of 5 %' })
})

test('surely worse, but not surely by the margin, warns', () => {
  expect(judge(0.01, 0.08)).toEqual({ verdict: 'warn', why: 'at least 1 % worse, maybe beyond the margin of 5 %' })
  expect(judge(0.01, 0.03)).toEqual({ verdict: 'warn', why: '1 % worse to 3 % worse, inside the margin of 5 %' })
  expect(judge(0.05, 0.08).verdict).toBe('warn')
})

test('nothing passes when a change of the margin would have been missed', () => {
  expect(judge(-0.03, 0.03)).toMatchObject({ verdict: 'pass' })
  expect(judge(-0.03, 0.03, 0.06)).toEqual({
    verdict: 'inconclusive',
    why: 'at most 3 % worse, but a change of 6 % would often be missed: no pass within the margin of 5 %',
  })
  expect(judge(-0.2, -0.1, 0.06).verdict).toBe('inconclusive')
  expect(judge(-0.03, 0.03, null).verdict).toBe('inconclusive')
})

test('bounds around the margin, or none, cannot tell', () => {
  expect(judge(-0.02, 0.07)).toEqual({
    verdict: 'inconclusive',
    why: 'between 2 % better and 7 % worse: neither inside nor beyond the margin of 5 %',
  })
  const open = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, detectable: null, marginShare: 0.05 }
  expect(judgeMetric(open)).toEqual({
    verdict: 'inconclusive',
    why: 'no bound: neither inside nor beyond the margin of 5 %',
  })
})
