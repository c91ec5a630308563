import { expect, test } from 'vitest'
import { parseBytes, parseDurationNs, parseRatePerSecond } from '../../../../src/core/units.ts'

test.each([
  ['200ms', 200e6],
  ['1.5s', 1.5e9],
  ['250us', 250e3],
  ['7ns', 7],
  ['2m', 120e9],
  ['2min', 120e9],
  ['1h30m', 5400e9],
  [' 10 s ', 10e9],
])('the duration %s is %d ns', (text, ns) => {
  expect(parseDurationNs(text)).toBe(ns)
})

test.each(['200', '', 'ms', '10 parsecs', '1s2', '-1s', '1e3s', '5 s x'])('%j is not a duration', (text) => {
  expect(parseDurationNs(text)).toBeNull()
})

test.each([
  ['512MiB', 512 * 2 ** 20],
  ['2GiB', 2 ** 31],
  ['1.5GB', 1.5e9],
  ['10 kB', 10_000],
  ['7B', 7],
])('the size %s is %d bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes)
})

test.each(['512', '2gib', '-1MiB', 'GiB'])('%j is not a size', (text) => {
  expect(parseBytes(text)).toBeNull()
})

test.each([
  ['4/s', 4],
  ['90/min', 1.5],
  ['3600/h', 1],
  ['2.5', 2.5],
  [3, 3],
] as const)('the rate %s is %d per second', (text, rate) => {
  expect(parseRatePerSecond(text)).toBeCloseTo(rate, 12)
})

test.each(['4/d', '-4/s', 'fast', ''])('%j is not a rate', (text) => {
  expect(parseRatePerSecond(text)).toBeNull()
})
