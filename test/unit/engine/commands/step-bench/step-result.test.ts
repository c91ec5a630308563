import { expect, test } from 'vitest'
import { stepResult } from '../../../../../engine/commands/step-bench/step-result.ts'
import { stepTable } from '../../../../../engine/commands/step-bench/step-table.ts'

const shape = { kind: 'decode', sequences: 2, context: 128 } as const
const sample = (ns: number, nodeNs: number | null = null) => ({ tokens: 20, ns, nodeNs, flops: 4e9, bytes: 1e9 })

test('the median sample gives the rate, the time of a step, the shares and the overhead', () => {
  const peaks = { flopsPerSecond: 8e9, bytesPerSecond: 4e9 }
  const result = stepResult(shape, [sample(2e9), sample(1e9, 0.9e9), sample(0.5e9)], peaks)
  expect(result.tokensPerSecond).toEqual({ median: 20, least: 10, most: 40 })
  expect(result).toMatchObject({ ms: 100, mfuShare: 0.5, mbuShare: 0.25 })
  expect(result.overheadShare).toBeCloseTo(0.1, 12)
})

test('of an even number of samples the slower middle one counts', () => {
  expect(stepResult(shape, [sample(1e9), sample(2e9)], null).tokensPerSecond.median).toBe(10)
})

test('what is not known is a dash in the table, not a nought', () => {
  const [, row] = stepTable([stepResult(shape, [sample(1e9)], null)]).split('\n')
  expect(row).toMatch(/^decode 2 @ 128 +20\.0 +20\.0\.\.20\.0 +100 +4\.00 +- +1\.00 +- +-$/)
})
