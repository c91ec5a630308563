import { expect, test } from 'vitest'
import { resolveWorkload } from '../../../../../src/workload/load-file.ts'
import { levelOverrides } from '../../../../../src/workload/plan/search-plan.ts'
import { faultsOf, planOf } from '../../../../helpers/workload-case.ts'

const searchOf = (text: string) => resolveWorkload({ text, path: 'a.yaml', overrides: [] }).search
const slo = 'slo: {ttft: 1s}\n'

test('a search begins at the workload’s own rate or users, and has bounds', () => {
  expect(searchOf(`${slo}search: {metric: goodput, attainment: 0.95}\narrival: {rate: 120/min}`)).toEqual({
    ...{ metric: 'goodput', attainment: 0.95, over: 'rate', start: 2, least: 2 / 64, most: 2048 },
    ...{ tolerance: 0.05, mostRuns: 16 },
  })
  expect(searchOf(`${slo}search: {}\narrival: {process: concurrency, users: 4}`)).toMatchObject({
    ...{ over: 'users', start: 4, least: 1, most: 4096 },
  })
  expect(searchOf('seed: 1')).toBeNull()
})

test('a level put into the workload makes it one run at that level, not a search', () => {
  const text = `${slo}search: {}\narrival: {rate: 1}`
  const search = searchOf(text)
  const at = levelOverrides(search as NonNullable<typeof search>, 12.5)
  expect(planOf(text, at).arrival).toEqual({ process: 'poisson', ratePerSecond: 12.5 })
  expect(resolveWorkload({ text, path: 'a.yaml', overrides: at }).search).toBeNull()
})

test.each([
  [`${slo}search: {}\nsweep: {rate: [1]}`, 'expected search or sweep, got both'],
  ['search: {}', 'expected service levels beside search, got none'],
  [`${slo}search: {}\narrival: {process: trace}\nrequests: {source: {trace: a.csv}}`, 'got process trace'],
  [`${slo}search: {attainment: 90}`, 'expected a share above 0 and below 1'],
  [`${slo}search: {metric: speed}`, 'expected goodput'],
])('%s is refused', (text, message) => {
  expect(faultsOf(text)[0]).toContain(message)
})
