import { expect, test } from 'vitest'
import { lengthFit } from '../../../../src/workload/length-fit.ts'
import type { RequestSource } from '../../../../src/workload/sources/request-source.ts'

const row = (inputTokens: number, outputTokens: number) => ({ inputTokens, outputTokens, timestampNs: null })
const source = (largestTokens: number | null): RequestSource => ({
  ...{ name: 'src', fingerprint: '', rows: null, notes: [], largestTokens },
  draw: () => row(1, 1),
})
const big = source(1000)

test('nothing changes where everything fits or the context is unknown', () => {
  for (const rule of ['scale', 'clip', 'drop'] as const) {
    for (const context of [null, 1000]) {
      const fit = lengthFit({ tokens: null, rule }, [big], context)
      expect(fit.apply(big, row(990, 10))).toEqual({ inputTokens: 990, outputTokens: 10, clipped: false, factor: 1 })
      expect(fit.notes).toEqual([])
    }
  }
})

test('the smaller of the stated limit and the target is what counts', () => {
  const inputs = (tokens: number | null, context: number | null) =>
    lengthFit({ tokens, rule: 'clip' }, [big], context).apply(big, row(990, 10))?.inputTokens
  expect(inputs(500, 400)).toBe(390)
  expect(inputs(400, 500)).toBe(390)
  expect(inputs(null, 400)).toBe(390)
  expect(inputs(400, null)).toBe(390)
})

test('scaling multiplies all lengths by one factor, at least one token each, and says which', () => {
  const fit = lengthFit({ tokens: 250, rule: 'scale' }, [big], null)
  expect(fit.apply(big, row(900, 100))).toEqual({ inputTokens: 225, outputTokens: 25, clipped: false, factor: 0.25 })
  expect(fit.apply(big, row(100, 40))).toMatchObject({ inputTokens: 25, outputTokens: 10 })
  expect(fit.apply(big, row(2, 1))).toMatchObject({ inputTokens: 1, outputTokens: 1 })
  expect(fit.notes).toEqual(['src: all lengths are scaled by 0.250, so that 1000 tokens fit the context of 250'])
})

test('each source has its own factor, and one that fits is left alone', () => {
  const small = { ...source(100), name: 'small' }
  const fit = lengthFit({ tokens: 250, rule: 'scale' }, [big, small], null)
  expect(fit.apply(small, row(90, 10))).toMatchObject({ inputTokens: 90, outputTokens: 10 })
  expect(fit.notes).toHaveLength(1)
})

test('lengths without a bound cannot be scaled and are clipped, which is said', () => {
  const endless = source(null)
  const fit = lengthFit({ tokens: 100, rule: 'scale' }, [endless], null)
  expect(fit.apply(endless, row(5000, 20))).toEqual({ inputTokens: 80, outputTokens: 20, clipped: true, factor: 1 })
  expect(fit.notes).toEqual([
    'src: lengths have no upper bound, so they are clipped to the context of 100 tokens, not scaled',
  ])
})

test('clipping shortens the prompt first, then the answer, and leaves one token of each', () => {
  const fit = lengthFit({ tokens: 100, rule: 'clip' }, [big], null)
  expect(fit.apply(big, row(300, 20))).toEqual({ inputTokens: 80, outputTokens: 20, clipped: true, factor: 1 })
  expect(fit.apply(big, row(300, 200))).toEqual({ inputTokens: 1, outputTokens: 99, clipped: true, factor: 1 })
  expect(fit.apply(big, row(80, 20))).toEqual({ inputTokens: 80, outputTokens: 20, clipped: false, factor: 1 })
})

test('dropping leaves out what does not fit', () => {
  const fit = lengthFit({ tokens: 100, rule: 'drop' }, [big], null)
  expect(fit.apply(big, row(81, 20))).toBeNull()
  expect(fit.apply(big, row(80, 20))).toEqual({ inputTokens: 80, outputTokens: 20, clipped: false, factor: 1 })
})
