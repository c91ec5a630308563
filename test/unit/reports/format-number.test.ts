import { expect, test } from 'vitest'
import {
  decimalsFor,
  formatBytes,
  formatChange,
  formatCount,
  formatFixed,
  formatMs,
  formatNumber,
  formatShare,
  formatUsd,
  roundTo,
  trimZeros,
} from '../../../reports/format-number.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test.each([
  [0, '0 ms'],
  [0.0834, '83.4 µs'],
  [0.9996, '1.00 ms'],
  [9.8149, '9.81 ms'],
  [212.4, '212 ms'],
  [999.6, '1.00 s'],
  [4775, '4.78 s'],
  [119_400, '119 s'],
  [180_000, '3.00 min'],
  [null, '–'],
])('%d ms reads as %s', (ms, text) => expect(plain(formatMs(ms))).toBe(text))

test.each([
  [1234567, '1,234,567'],
  [1234.5, '1,235'],
  [0.00352, '0.00352'],
  [-2.5, '−2.50'],
  [Number.NaN, '–'],
])('%d has three digits: %s', (value, text) => expect(formatNumber(value)).toBe(text))

test.each([
  [1, '100 %'],
  [0.99999, '> 99.9 %'],
  [0.948, '94.8 %'],
  [0.5, '50 %'],
  [0.0001, '< 0.1 %'],
  [0, '0 %'],
])('the share %d never rounds to all or nothing: %s', (share, text) => expect(plain(formatShare(share))).toBe(text))

test.each([
  [0.1516, '+15.2 %'],
  [-0.684, '−68.4 %'],
  [0.0001, '±0 %'],
  [2.5, '+250 %'],
  [19, '× 20.0'],
  [null, '–'],
])('the change %d carries its sign: %s', (share, text) => expect(plain(formatChange(share))).toBe(text))

test('zeros behind the point go, digits before it stay', () => {
  expect(trimZeros('2.00\u00a0s')).toBe('2\u00a0s')
  expect(trimZeros('200\u00a0ms')).toBe('200\u00a0ms')
  expect(trimZeros('0.50')).toBe('0.5')
})

test('bytes, money and counts', () => {
  expect(plain(formatBytes(128 * 2 ** 30))).toBe('128 GiB')
  expect(formatUsd(5.5556)).toBe('$5.56')
  expect(formatUsd(1234.5)).toBe('$1,234.50')
  expect(formatUsd(0.00352)).toBe('$0.00352')
  expect(formatCount(20489)).toBe('20,489')
})

test('a column keeps as many decimals as its smallest value needs for three digits', () => {
  expect(decimalsFor([20.14])).toBe(1)
  expect(decimalsFor([1105, 2.5])).toBe(2)
  expect(decimalsFor([0.0001])).toBe(3)
  expect(decimalsFor([null, 0])).toBe(0)
  expect(formatFixed(-0.0001, 2)).toBe('0.00')
  expect(formatFixed(1234.56, 1)).toBe('1,234.6')
})

test('rounding keeps five digits and leaves 0 alone', () => {
  expect(roundTo(123.456789)).toBe(123.46)
  expect(roundTo(0)).toBe(0)
})
