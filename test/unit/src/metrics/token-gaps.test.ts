import { expect, test } from 'vitest'
import { nsToMs } from '../../../../src/core/units.ts'
import {
  firstArrivalTokens,
  interChunkNs,
  interTokenNs,
  type SharedGap,
  longestTokenGapNs,
} from '../../../../src/metrics/token-gaps.ts'
import { answered, failed } from '../../../helpers/build-record.ts'

type Arrivals = readonly (readonly [number, number])[]
const eachMs = (gaps: Iterable<SharedGap>) =>
  [...gaps].flatMap(({ ns, tokens }) => Array.from({ length: tokens }, () => nsToMs(ns / tokens)))
const tokenGaps = (arrivals: Arrivals) => eachMs(interTokenNs(answered({ arrivals })))
const chunkGaps = (arrivals: Arrivals) => eachMs(interChunkNs(answered({ arrivals })))

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
  expect([...interTokenNs(failed('cut'))]).toEqual([])
  expect(firstArrivalTokens(failed('cut').events)).toBe(0)
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
      }),
    ),
  ).toBe(15e6)
  expect(longestTokenGapNs(answered({ arrivals: [[100, 8]] }))).toBeNull()
})
