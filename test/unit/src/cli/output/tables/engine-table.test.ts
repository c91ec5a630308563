import { expect, test } from 'vitest'
import { engineTable } from '../../../../../../src/cli/output/tables/engine-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { engineBlock } from '../../../../../../src/metrics/engine/engine-block.ts'
import { roundPeaks, sampleWork } from '../../../../../helpers/engine-work.ts'

const style = textStyle({ write: () => {}, isTerminal: false, columns: null }, {})
const table = (work: typeof sampleWork | null) =>
  engineTable(engineBlock(work), style).map((line) => line.replaceAll('\u00a0', ' '))

test('phases with MFU and MBU, what these are shares of, and the longest kernels', () => {
  expect(table(sampleWork)).toEqual([
    '  engine   steps  tokens  time     MFU     MBU',
    '  prefill     10   1,280   1 s  75.0 %  12.5 %',
    '  decode     100     400   2 s  12.5 %  75.0 %',
    '  shares      MFU of 800 GFLOP/s (int8), MBU of 40.0 GB/s, measured 2026-11-21',
    '  in prefill  ffn.gate-up 50.0 % of the time at 90.0 % of compute, attention.qkv 30.0 % at 83.3 % of',
    '              compute, attention.attention 15.0 % at 50.0 % of compute',
    '  in decode   ffn.gate-up 50.0 % of the time at 90.0 % of memory, attention.qkv 30.0 % at 83.3 % of',
    '              memory, attention.attention 15.0 % at 50.0 % of memory',
  ])
})

test('a phase that never ran has no row', () => {
  const idle = { steps: 0, tokens: 0, stepNs: 0, modelFlops: 0, movedBytes: 0, kernels: [] }
  const lines = table({ ...sampleWork, phases: { ...sampleWork.phases, prefill: idle } }).join('\n')
  expect(lines).not.toContain('prefill')
  expect(lines).toContain('decode')
})

test('a machine that was not measured gives no shares and says how to get them', () => {
  const lines = table({ ...sampleWork, peaks: null }).join('\n')
  expect(lines).toContain('infbench peaks')
  expect(lines).not.toMatch(/at .* of (?:memory|compute)/)
})

test('peaks measured beside other programs are said to be too low', () => {
  const peaks = { ...roundPeaks, othersShare: 0.8 }
  expect(
    table({ ...sampleWork, peaks })
      .join(' ')
      .replace(/ +/g, ' '),
  ).toContain('while others used 80.0 % of the processors, so too low: infbench peaks --refresh')
})

test('an endpoint gives nothing', () => {
  expect(table(null)).toEqual([])
})
