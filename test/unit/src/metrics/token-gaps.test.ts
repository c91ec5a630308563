import { expect, test } from 'vitest'
import type { TokenEvents } from '../../../../src/core/request-record.ts'
import { nsToMs } from '../../../../src/core/units.ts'
import {
  eachChunkGap,
  eachTokenGap,
  firstArrivalTokens,
  type GapVisitor,
  longestTokenGapNs,
} from '../../../../src/metrics/token-gaps.ts'
import { answered, failed } from '../../../helpers/build-record.ts'

type Arrivals = readonly (readonly [number, number])[]
function told(each: (events: TokenEvents, visit: GapVisitor) => void, events: TokenEvents) {
  const gaps: { ms: number; tokens: number; atMs: number }[] = []
  each(events, (ns, tokens, at) => gaps.push({ ms: nsToMs(ns), tokens, atMs: nsToMs(at) }))
  return gaps
}
const tokenGaps = (arrivals: Arrivals) =>
  told(eachTokenGap, answered({ arrivals }).events).flatMap(({ ms, tokens }) => Array(tokens).fill(ms / tokens))
const chunkGaps = (arrivals: Arrivals) => told(eachChunkGap, answered({ arrivals }).events).map(({ ms }) => ms)

test('one token an event: each gap is one value', () => {
  expect(
    tokenGaps([
      [100, 1],
      [110, 1],
      [130, 1],
    ]),
  ).toEqual([10, 20])
})

test('an event of four tokens after 40 ms is four gaps of 10 ms, and one gap between chunks', () => {
  expect(
    tokenGaps([
      [100, 1],
      [140, 4],
    ]),
  ).toEqual([10, 10, 10, 10])
  expect(
    chunkGaps([
      [100, 1],
      [140, 4],
    ]),
  ).toEqual([40])
})

test('the tokens of the first arrival have no gap, however many they are', () => {
  expect(
    tokenGaps([
      [100, 5],
      [120, 2],
    ]),
  ).toEqual([10, 10])
  expect(tokenGaps([[100, 5]])).toEqual([])
})

test('events of one socket read are one arrival: no gap of 0 is made up', () => {
  expect(
    tokenGaps([
      [100, 1],
      [140, 1],
      [140, 1],
      [140, 2],
    ]),
  ).toEqual([10, 10, 10, 10])
  expect(
    chunkGaps([
      [100, 1],
      [140, 1],
      [140, 1],
      [140, 2],
    ]),
  ).toEqual([40])
  expect(
    firstArrivalTokens(
      answered({
        arrivals: [
          [100, 2],
          [100, 1],
          [140, 1],
        ],
      }).events,
    ),
  ).toBe(3)
})

test('the wait for an event that completes no token goes into the next gap', () => {
  expect(
    tokenGaps([
      [100, 1],
      [110, 0],
      [130, 1],
    ]),
  ).toEqual([30])
  expect(
    chunkGaps([
      [100, 1],
      [110, 0],
      [130, 1],
    ]),
  ).toEqual([10, 20])
})

test('an answer without events has no gaps and no tokens', () => {
  expect(told(eachTokenGap, failed('cut').events)).toEqual([])
  expect(firstArrivalTokens(failed('cut').events)).toBe(0)
})

test('a gap ends with its tokens, and is told once for all of them', () => {
  const { events } = answered({
    arrivals: [
      [100, 1],
      [110, 0],
      [130, 2],
    ],
  })
  expect(told(eachTokenGap, events)).toEqual([{ ms: 30, tokens: 2, atMs: 130 }])
  expect(told(eachChunkGap, events)).toEqual([
    { ms: 10, tokens: 0, atMs: 110 },
    { ms: 20, tokens: 2, atMs: 130 },
  ])
})

test('the longest gap is per token', () => {
  expect(
    longestTokenGapNs(
      answered({
        arrivals: [
          [100, 1],
          [140, 4],
          [155, 1],
        ],
      }).events,
    ),
  ).toBe(15e6)
  expect(longestTokenGapNs(answered({ arrivals: [[100, 8]] }).events)).toBeNull()
})
