import { expect, test } from 'vitest'
import { plainScript } from '../../../helpers/plain-script.ts'

interface Counts {
  passed: number
  failed: number
  skipped: number
}
const { closingLine, tally } = await plainScript<{
  closingLine(counts: Counts): string
  tally(modules: object[], errors: object[]): Counts
}>('scripts/test/closing-line-reporter.mjs')

const module = (state: string, ...states: string[]) => ({
  state: () => state,
  children: { allTests: () => states.map((of) => ({ result: () => ({ state: of }) })) },
})

test('the closing line counts each test once and names the skipped only where there are any', () => {
  expect(closingLine(tally([module('passed', 'passed', 'passed')], []))).toBe('2 passed, 0 failed')
  expect(closingLine(tally([module('failed', 'passed', 'failed', 'skipped')], []))).toBe(
    '1 passed, 1 failed, 1 skipped',
  )
})

test('a file that cannot be loaded and an error outside every test are failures', () => {
  expect(tally([module('failed')], [])).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(tally([module('passed', 'passed')], [{}])).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a test that never ended is a failure, not a pass', () => {
  expect(tally([module('failed', 'pending')], [])).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
