import { expect, test } from 'vitest'
import { decodeStepBytes, forwardFlop, mbuShare, mfuShare } from '../../../../src/hardware/utilization.ts'

test('MFU is model FLOP/s over peak FLOP/s', () => {
  expect(mfuShare(247e12, 989e12)).toBeCloseTo(0.24975, 5)
})

test('MBU is moved bytes per second over peak bandwidth', () => {
  // 7e9 weights of 2 bytes, one step in 14 ms, 2 TB/s: 14e9 / 0.014 = 1e12 bytes/s, half the peak.
  expect(
    mbuShare(decodeStepBytes({ weightBytes: 14e9, kvBytesPerToken: 0, contextTokens: [1] }) / 0.014, 2e12),
  ).toBeCloseTo(0.5, 12)
})

test('without a known peak there is no share', () => {
  expect(mfuShare(1, null)).toBeNull()
  expect(mbuShare(1, 0)).toBeNull()
})

test('a decode step reads the weights once, each context once, and writes one position per sequence', () => {
  expect(decodeStepBytes({ weightBytes: 1000, kvBytesPerToken: 8, contextTokens: [10, 20] })).toBe(1000 + 8 * (30 + 2))
})

test('a forward pass multiplies each weight once per token, and attends to what each token sees', () => {
  // 3 new tokens after 5: they see 6, 7 and 8 positions, 21 pairs; 4 FLOP x 2 layers x width 16 each.
  const flop = forwardFlop({ matmulParameters: 100, layers: 2, attentionWidth: 16, tokens: 3, contextTokens: 5 })
  expect(flop).toBe(2 * 100 * 3 + 4 * 2 * 16 * 21)
})

test('a prompt costs the same in one piece or in chunks', () => {
  const model = { matmulParameters: 1000, layers: 4, attentionWidth: 64 }
  const whole = forwardFlop({ ...model, tokens: 100, contextTokens: 0 })
  const chunks = [0, 30, 60].map((contextTokens) =>
    forwardFlop({ ...model, tokens: contextTokens === 60 ? 40 : 30, contextTokens }),
  )
  expect(chunks.reduce((a, b) => a + b)).toBe(whole)
})
