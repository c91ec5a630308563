import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { withTiny } from '../../helpers/tiny-backend.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shape = tinyShape
const weights = tinyWeights(shape, 1)
const nodes = tinyPlan(shape, weights).nodes.length
const prompt = () => tinyBatch([{ tokens: [1, 2, 3], start: 0, pages: [0], wanted: 'last' }], shape.vocabSize)
const decode = () =>
  tinyBatch(
    [
      { tokens: [4], start: 3, pages: [0], wanted: 'last' },
      { tokens: [5], start: 0, pages: [1], wanted: 'last' },
    ],
    shape.vocabSize,
  )
const mixed = () =>
  tinyBatch(
    [
      { tokens: [4], start: 3, pages: [0], wanted: 'last' },
      { tokens: [5, 6], start: 0, pages: [1], wanted: 'last' },
    ],
    shape.vocabSize,
  )

const calls = (counters: Float64Array) => [...counters].filter((_, i) => i % 2 === 0)
const times = (counters: Float64Array) => [...counters].filter((_, i) => i % 2 === 1)

test('counters keep decode apart from prefill, empty and mixed steps, per node and for whole steps', () => {
  withTiny(backend, { shape, weights }, {}, (model) => {
    model.step(tinyBatch([], shape.vocabSize))
    for (let i = 0; i < 3; i++) model.step(prompt())
    model.step(mixed())
    for (let i = 0; i < 2; i++) model.step(decode())
    expect(calls(model.counters('prefill'))).toEqual(Array(nodes + 1).fill(5))
    expect(calls(model.counters('decode'))).toEqual(Array(nodes + 1).fill(2))
    expect(times(model.counters('decode')).at(-1)).toBeGreaterThan(0)
  })
})

test('the times of the nodes sum to the time of the steps within 3 %', () => {
  const wide = { ...tinyShape, layers: 4, heads: 8, headDim: 64, ffn: 1536, vocabSize: 2048 }
  const tokens = Array.from({ length: 96 }, (_, i) => i)
  const batch = () => tinyBatch([{ tokens, start: 0, pages: [0, 1, 2, 3, 4, 5], wanted: 'last' }], wide.vocabSize)
  withTiny(backend, { shape: wide, weights: tinyWeights(wide, 1) }, {}, (model) => {
    for (let i = 0; i < 40; i++) model.step(batch())
    const ns = times(model.counters('prefill'))
    const steps = ns.pop() ?? 0
    const parts = ns.reduce((sum, each) => sum + each, 0)
    expect(parts).toBeLessThanOrEqual(steps)
    expect(parts).toBeGreaterThan(0.97 * steps)
  })
})

test('without timing, counters stay zero', () => {
  withTiny(backend, { shape, weights }, { timing: false }, (model) => {
    model.step(prompt())
    model.step(decode())
    for (const phase of ['prefill', 'decode'] as const) {
      expect([...model.counters(phase)]).toEqual(Array(2 * nodes + 2).fill(0))
    }
  })
})

test('untiled, pinned and plain execution give the same logits within the rounding of sums', () => {
  const logits = (options: object) => {
    const batch = prompt()
    withTiny(backend, { shape, weights }, options, (model) => model.step(batch))
    return batch.logits
  }
  const plain = logits({})
  expect(logits({ pinned: true })).toEqual(plain)
  logits({ tiled: false }).forEach((value, i) => expect(value).toBeCloseTo(plain[i] as number, 4))
})
