import { expect, test } from 'vitest'
import { isSettled } from '../../../../../../../src/cli/pipeline/gate/pairs/make-run.ts'
import { planPairs, type SideName } from '../../../../../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import {
  type Attempt,
  attemptsOf,
  chosen,
  flawOf,
  madePairs,
} from '../../../../../../../src/cli/pipeline/gate/pairs/stored-pairs.ts'

const attempt = (pair: number, side: SideName, runId: string, flaw: string | null = null): Attempt => ({
  ...{ pair, side, runId, flaw },
})

test('the last sound run stands for a side, else its last one', () => {
  const [bad, good, worse] = [
    attempt(1, 'baseline', 'a', 'invalid'),
    attempt(1, 'baseline', 'b'),
    attempt(1, 'baseline', 'c', 'invalid'),
  ] as const
  expect(chosen([bad, good, worse])).toBe(good)
  expect(chosen([bad, worse])).toBe(worse)
  expect(chosen([])).toBeNull()
})

test('a side is done with one sound run, or two that are not', () => {
  expect(isSettled([])).toBe(false)
  expect(isSettled([attempt(1, 'baseline', 'a')])).toBe(true)
  expect(isSettled([attempt(1, 'baseline', 'a', 'invalid')])).toBe(false)
  expect(isSettled([attempt(1, 'baseline', 'a', 'invalid'), attempt(1, 'baseline', 'b', 'invalid')])).toBe(true)
})

test('pairs are told in their order, with what is missing and what is wrong', () => {
  const planned = planPairs({ pairs: 3, seed: 1 })
  const attempts = [
    attempt(2, 'candidate', 'c2', 'run c2 is invalid'),
    attempt(1, 'baseline', 'b1'),
    attempt(1, 'candidate', 'c1'),
  ]
  expect(attemptsOf(attempts, 1, 'candidate').map(({ runId }) => runId)).toEqual(['c1'])
  expect(madePairs(planned, attempts)).toEqual([
    { ...planned[0], baselineRun: 'b1', candidateRun: 'c1', flaws: [] },
    { ...planned[1], baselineRun: null, candidateRun: 'c2', flaws: ['run c2 is invalid'] },
  ])
})

test('an invalid run is of no use and says why, a degraded one is', () => {
  const reason = { code: 'errors', severity: 'invalid', message: '9 of 10 requests failed', hint: '' } as const
  expect(flawOf({ runId: 'r', status: 'invalid', reasons: [reason] })).toBe('run r is invalid: 9 of 10 requests failed')
  expect(flawOf({ runId: 'r', status: 'degraded', reasons: [] })).toBeNull()
})
