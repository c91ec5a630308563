import { expect, test } from 'vitest'
import { peaksTable } from '../../../../engine/commands/peaks.ts'
import { somePeaks } from '../../../helpers/peaks.ts'

test('the table has every peak on all cores and on one, a dash for what the instruction set lacks, and its date', () => {
  const peaks = { ...somePeaks, oneCore: { ...somePeaks.oneCore, bf16FlopPerS: null } }
  expect(peaksTable(peaks, '/cache/peaks.json')).toEqual([
    'Paper CPU, avx512bf16',
    '',
    '                              2 cores   1 core',
    '  int8 dot products               800      400  GOP/s',
    '  bf16 dot products               400        -  GFLOP/s',
    '  f32 multiply-adds               200      100  GFLOP/s',
    '  streaming read                 40.0     30.0  GB/s',
    '',
    'measured 2026-11-21T12:00:00.000Z, kept in /cache/peaks.json',
  ])
})

test('a measurement that other programs disturbed says so', () => {
  expect(peaksTable({ ...somePeaks, othersShare: 0.43 }, null).at(-1)).toMatch(
    /^other programs used 43 % of the processors/,
  )
  expect(peaksTable({ ...somePeaks, othersShare: null }, null).at(-1)).toMatch(/^measured/)
})
