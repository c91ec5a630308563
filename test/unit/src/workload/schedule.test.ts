import { expect, test } from 'vitest'
import type { PlannedRequest } from '../../../../src/workload/planned-request.ts'
import type { RequestSource } from '../../../../src/workload/sources/request-source.ts'
import { gapsOf, mean, take } from '../../../helpers/draws.ts'
import { all, schedule, short, trace, traced } from '../../../helpers/schedule-case.ts'
import { sourceOf } from '../../../helpers/trace-case.ts'

test('requests are numbered from 0 in order of their times, which stay inside warm-up and duration', () => {
  const requests = all(`${short}arrival: {rate: 20}\nwarmup: 5s\nduration: 30s`)
  expect(requests.map(({ index }) => index)).toEqual(requests.map((_, i) => i))
  expect(gapsOf(requests.map(({ scheduledAt }) => scheduledAt as number)).every((gap) => gap >= 0)).toBe(true)
  expect(requests.at(-1)?.scheduledAt).toBeLessThan(35e9)
  expect(requests.at(-1)?.scheduledAt).toBeGreaterThan(33e9)
})

test('the process runs on through the end of the warm-up: only the phase changes there', () => {
  const withWarmUp = all(`${short}arrival: {rate: 20}\nwarmup: 5s\nduration: 30s`)
  const without = all(`${short}arrival: {rate: 20}\nduration: 35s`)
  expect(withWarmUp.map(({ scheduledAt, inputTokens }) => [scheduledAt, inputTokens])).toEqual(
    without.map(({ scheduledAt, inputTokens }) => [scheduledAt, inputTokens]),
  )
  for (const { phase, scheduledAt } of withWarmUp)
    expect(phase).toBe((scheduledAt as number) < 5e9 ? 'warmup' : 'measure')
})

test('a count is a count of measured requests, whatever the warm-up', () => {
  const requests = all(`${short}arrival: {process: constant, rate: 10}\nwarmup: 2s\ncount: 7`)
  expect(requests.filter(({ phase }) => phase === 'warmup')).toHaveLength(20)
  expect(requests.filter(({ phase }) => phase === 'measure')).toHaveLength(7)
  expect(all(`${short}arrival: {process: constant, rate: 10}\ncount: 7\nduration: 500ms`)).toHaveLength(5)
})

test('what is planned is what is there', () => {
  const { planned, requests, notes } = schedule(`${short}arrival: {rate: 5}`)
  expect(planned).toBe([...requests].length)
  expect([...requests]).toEqual([...requests])
  expect(notes).toEqual([])
})

test('the same seed gives the same requests, another seed others', () => {
  expect(all(`${short}seed: 5`)).toEqual(all(`${short}seed: 5`))
  expect(all(`${short}seed: 5`)).not.toEqual(all(`${short}seed: 6`))
})

test('another rate sends the same requests at other times', () => {
  const lengths = (rate: number) =>
    all(`${short}arrival: {rate: ${rate}}\ncount: 50`).map(({ inputTokens }) => inputTokens)
  expect(lengths(1)).toEqual(lengths(9))
})

test('another mix of classes leaves the times and each class its own lengths', () => {
  const mix = (share: number) =>
    all(`
requests:
  classes:
    - {name: a, share: ${share}, source: {synthetic: {input: {uniform: [1, 100]}}}}
    - {name: b, share: 1, source: {synthetic: {input: {uniform: [1000, 2000]}}}}
arrival: {rate: 100}
`)
  const [even, uneven] = [mix(1), mix(3)]
  expect(even.map(({ scheduledAt }) => scheduledAt)).toEqual(uneven.map(({ scheduledAt }) => scheduledAt))
  const of = (requests: readonly PlannedRequest[], name: string) =>
    requests.filter(({ className }) => className === name).map(({ inputTokens }) => inputTokens)
  const common = Math.min(of(even, 'b').length, of(uneven, 'b').length)
  expect(of(even, 'b').slice(0, common)).toEqual(of(uneven, 'b').slice(0, common))
  expect(of(uneven, 'a').length / uneven.length).toBeCloseTo(0.75, 1)
  expect(mean(of(uneven, 'b'))).toBeGreaterThan(1000)
})

test('a run in which nothing fits, or nothing is measured, is refused', () => {
  const refusal = (text: string, source?: RequestSource, context: number | null = null) => {
    try {
      buildAndDrain(text, source, context)
      return null
    } catch (error) {
      return error
    }
  }
  const drop = 'requests: {source: {trace: t.jsonl}, contextLimit: {rule: drop}}\n'
  const nothingFits = {
    code: 'source.empty',
    message: 'requests.contextLimit: expected requests that fit the context, got none (rule: drop)',
  }
  expect(refusal(`${drop}arrival: {process: trace}`, trace, 5)).toMatchObject(nothingFits)
  expect(refusal(`${drop}arrival: {process: constant}`, trace, 5)).toMatchObject(nothingFits)
  expect(refusal(`${drop}arrival: {process: concurrency}`, trace, 5)).toMatchObject(nothingFits)
  expect(refusal(`${traced}arrival: {process: trace}\nwarmup: 5s`, trace)).toMatchObject({
    code: 'source.empty',
    message: 'expected a request after the warm-up of 5 s, got a trace that ends at 4.5 s',
  })
  expect(refusal('arrival: {rate: 1/h}\nduration: 1s')).toMatchObject({
    code: 'source.empty',
    message: 'expected a request after the warm-up of 0 s, got none at this rate',
  })
})

const buildAndDrain = (text: string, source: RequestSource | undefined, context: number | null) =>
  take(schedule(text, source, context).requests, 1000)

test('a closed loop has no times and ends at its count', () => {
  const { planned, requests } = schedule(`${short}arrival: {process: concurrency}\ncount: 3`)
  expect(planned).toBe(3)
  expect([...requests].map(({ index, phase, scheduledAt }) => [index, phase, scheduledAt])).toEqual([
    [0, 'measure', null],
    [1, 'measure', null],
    [2, 'measure', null],
  ])
})

test('a closed loop that only the clock ends is endless', () => {
  for (const end of ['', 'warmup: 1s\ncount: 5']) {
    const { planned, requests } = schedule(`${short}arrival: {process: concurrency}\n${end}`)
    expect(planned).toBeNull()
    expect(take(requests, 5000).at(-1)?.index).toBe(4999)
  }
})

test('a closed loop says beforehand that it may use the rows of a trace again', () => {
  const notes = (count: string) => schedule(`${traced}arrival: {process: concurrency}\n${count}`, trace).notes
  expect(notes('')).toEqual(['t.jsonl: its 10 rows are used again from the first when they run out'])
  expect(notes('count: 11')).toHaveLength(1)
  expect(notes('count: 10')).toEqual([])
})

test('what a source says of itself is said of the run', async () => {
  const zero = await sourceOf('{"timestamp": 0, "input_length": 5, "output_length": 0}', 'z.jsonl')
  expect(schedule(`${traced}arrival: {process: trace}`, zero).notes).toEqual([
    'z.jsonl: 1 rows had 0 tokens in or out and are asked for with 1',
  ])
})
