import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import type { DrawnSessionsPlan } from '../../../../../src/workload/run-plan.ts'
import { drawnSessionsSource } from '../../../../../src/workload/sessions/drawn-sessions.ts'
import type { SessionSource } from '../../../../../src/workload/sessions/session-source.ts'

const fixed = (tokens: number) => ({ kind: 'fixed', tokens }) as const
const plan: DrawnSessionsPlan = {
  ...{ kind: 'drawn-sessions', turns: fixed(3), start: fixed(100), input: fixed(20), output: fixed(5), shared: 40 },
  ...{ gap: { kind: 'fixed', ns: 7 }, fanOut: null },
}
const taken = (changes: Partial<DrawnSessionsPlan> = {}, seed = 1) => {
  const source = drawnSessionsSource({ ...plan, ...changes })
  return { source, ...(source.sessions as SessionSource).take(0, seededRng(seed)) }
}

test('a prompt is all that was said before and what is new', () => {
  const { calls, source } = taken()
  expect(calls.map(({ row }) => row.inputTokens)).toEqual([140, 165, 190])
  expect(calls.map(({ parents, gapNs, continues }) => [parents, gapNs, continues?.call ?? null])).toEqual([
    [[], 0, null],
    [[0], 7, 0],
    [[1], 7, 1],
  ])
  expect(source.largestTokens).toBe(195)
})

test('all calls of a session begin with what all sessions share, then with what is their own', () => {
  const streams = taken().calls.map(({ row }) => (row.prompt?.kind === 'segments' ? row.prompt.segments : []))
  expect(streams.map((segments) => segments.map(({ stream }) => stream))).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ])
  expect(streams[2]).toEqual([
    { stream: 0, tokens: 40 },
    { stream: 1, tokens: 150 },
  ])
})

test('agents work at once, begin anew, and the next call waits for all of them and reads what they said', () => {
  const { calls, source } = taken({ fanOut: { share: 1, calls: fixed(2) } })
  expect(calls.map(({ parents }) => parents)).toEqual([[], [0], [0], [1, 2], [3], [3], [4, 5]])
  expect(calls.map(({ continues }) => continues?.call ?? null)).toEqual([null, null, null, 0, null, null, 3])
  expect(calls[3]?.row.inputTokens).toBe(140 + 5 + 2 * 5 + 20)
  const largest = Math.max(...calls.map(({ row }) => row.inputTokens + row.outputTokens))
  expect(source.largestTokens).toBe(largest)
})

test('gaps follow their distribution: half are shorter than the median, none is longer than the bound', () => {
  const gap = { kind: 'lognormal', medianNs: 1000, sigma: 1, maxNs: 3000 } as const
  const gaps = taken({ turns: fixed(4001), gap })
    .calls.slice(1)
    .map(({ gapNs }) => gapNs as number)
  expect(gaps.filter((ns) => ns < 1000).length / gaps.length).toBeCloseTo(0.5, 1)
  expect(Math.max(...gaps)).toBe(3000)
})

test('the same seed draws the same session, another one another', () => {
  const turns = { kind: 'uniform', min: 1, max: 50 } as const
  expect(taken({ turns }).calls).toEqual(taken({ turns }).calls)
  expect(taken({ turns }, 1).calls).not.toEqual(taken({ turns }, 3).calls)
})
