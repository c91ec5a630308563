import { expect, test } from 'vitest'
import { all, schedule, trace, traced } from '../../../helpers/schedule-case.ts'

test('a trace with its own times replays row by row, sped up, and ends the run with a note', () => {
  const { planned, requests, notes } = schedule(`${traced}arrival: {process: trace, speedup: 5}\nduration: 60s`, trace)
  expect(planned).toBe(10)
  expect([...requests].map(({ scheduledAt, inputTokens }) => [scheduledAt, inputTokens])).toEqual(
    Array.from({ length: 10 }, (_, i) => [i * 0.1e9, 10 * (i + 1)]),
  )
  expect(notes).toEqual(['the trace ends 0.9 s into the run, before its planned end at 60 s'])
})

test('a trace without a duration runs to its end without a note, and a shorter duration or count cuts it', () => {
  expect(schedule(`${traced}arrival: {process: trace}`, trace)).toMatchObject({ planned: 10, notes: [] })
  expect(schedule(`${traced}arrival: {process: trace}\nduration: 2s`, trace)).toMatchObject({ planned: 4, notes: [] })
  expect(schedule(`${traced}arrival: {process: trace}\ncount: 3`, trace)).toMatchObject({ planned: 3, notes: [] })
  expect(schedule(`${traced}arrival: {process: trace}\ncount: 30`, trace).notes).toEqual([
    'the trace ends after 10 of 30 requests',
  ])
})

test('classes that share a trace take its rows in order together', () => {
  const requests = all(
    'requests: {source: {trace: t.jsonl}, classes: [{name: a}, {name: b}]}\narrival: {process: trace}',
    trace,
  )
  expect(requests.map(({ inputTokens }) => inputTokens)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
  expect(new Set(requests.map(({ className }) => className))).toEqual(new Set(['a', 'b']))
})

test('a trace under another process gives its lengths in order, again from the first when they run out', () => {
  const { requests, notes } = schedule(`${traced}arrival: {process: constant, rate: 1}\ncount: 12`, trace)
  expect([...requests].map(({ inputTokens }) => inputTokens)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 10, 20])
  expect(notes).toEqual([
    'the trace has fewer rows than the run has requests: its lengths were used again from the first row',
  ])
})

test('lengths of a trace are scaled to the context by one factor', () => {
  const { requests, notes } = schedule(`${traced}arrival: {process: trace}`, trace, 55)
  expect([...requests].map(({ inputTokens }) => inputTokens)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50])
  expect([...requests].every(({ inputTokens, outputTokens }) => inputTokens + outputTokens <= 55)).toBe(true)
  expect(notes).toEqual(['t.jsonl: all lengths are scaled by 0.500, so that 110 tokens fit the context of 55'])
})

test('dropped rows of a timed trace leave gaps; without times the next that fits is sent', () => {
  const rule = 'requests: {source: {trace: t.jsonl}, contextLimit: {rule: drop}}\n'
  const timed = schedule(`${rule}arrival: {process: trace}`, trace, 33)
  expect([...timed.requests].map(({ scheduledAt }) => scheduledAt)).toEqual([0, 0.5e9, 1e9])
  expect(timed.notes).toEqual(['7 requests that exceed the context were dropped'])
  const untimed = all(`${rule}arrival: {process: constant, rate: 1}\ncount: 5`, trace, 33)
  expect(untimed.map(({ inputTokens }) => inputTokens)).toEqual([10, 20, 30, 10, 20])
})

test('clipped requests are counted', () => {
  const text = 'requests: {source: {trace: t.jsonl}, contextLimit: {rule: clip}}\narrival: {process: trace}'
  expect(schedule(text, trace, 100).notes).toEqual(['1 requests that exceed the context were clipped'])
})
