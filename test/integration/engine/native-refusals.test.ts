import { expect, test } from 'vitest'
import type { ExecutableModel, StepBatch } from '../../../engine/backends/backend.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { EngineError } from '../../../engine/engine-error.ts'
import { tinyOptions, withTiny } from '../../helpers/tiny-backend.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shape = tinyShape
const weights = tinyWeights(shape, 1)
const plan = tinyPlan(shape, weights)
const good = () => tinyBatch([{ tokens: [1, 2, 3], start: 0, pages: [0], wanted: 'last' }], shape.vocabSize)

const wrongSteps: Record<string, [change: (batch: StepBatch) => Partial<StepBatch>, message: RegExp]> = {
  'a token beyond the vocabulary': [
    () => ({ tokens: Int32Array.of(1, 157, 3) }),
    /tokens\[1\]: expected 0 to 156, got 157/,
  ],
  'a negative token': [() => ({ tokens: Int32Array.of(-1, 0, 3) }), /tokens\[0\]/],
  'fewer tokens than starts say': [
    () => ({ tokens: Int32Array.of(1) }),
    /tokens, positions: expected at least 3 elements, got 1/,
  ],
  'a page beyond the pool': [() => ({ pages: Int32Array.of(40) }), /pages\[0\]: expected 0 to 39, got 40/],
  'a negative page': [() => ({ pages: Int32Array.of(-1) }), /pages\[0\]/],
  'a KV length beyond the pages': [
    () => ({ kvLengths: Int32Array.of(17) }),
    /kvLengths\[0\]: expected 0 to 16 .* got 17/,
  ],
  'a position beyond the KV length': [() => ({ positions: Int32Array.of(0, 1, 3) }), /positions\[2\]: expected 0 to 2/],
  'starts that fall': [() => ({ starts: Int32Array.of(0, -1) }), /starts\[1\]/],
  'starts that begin late': [() => ({ starts: Int32Array.of(1, 3) }), /starts\[0\]/],
  'page starts beyond the pages': [
    () => ({ pageStarts: Int32Array.of(0, 2) }),
    /pages: expected at least 2 elements, got 1/,
  ],
  'more sequences than arrays': [() => ({ sequences: 2 }), /starts, pageStarts, kvLengths/],
  'more sequences than opened for': [() => ({ sequences: 97 }), /sequences: expected 0 to 96, got 97/],
  'negative sequences': [() => ({ sequences: -1 }), /sequences/],
  'more tokens than opened for': [
    () => ({ starts: Int32Array.of(0, 97), tokens: new Int32Array(97), positions: new Int32Array(97) }),
    /at most 96 in one step, got 97/,
  ],
  'a logits row beyond the tokens': [() => ({ rows: Int32Array.of(3) }), /rows\[0\]: expected 0 to 2, got 3/],
  'more logits rows than arrays': [
    () => ({
      logitsRows: 2,
      rows: Int32Array.of(0, 1),
      temperature: new Float32Array(2),
      topK: new Int32Array(2),
      topP: Float32Array.of(1, 1),
      draw: new Float64Array(2),
    }),
    /sampled: expected at least 2 elements, got 1/,
  ],
  'too small an array for logits': [
    () => ({ logits: new Float32Array(3) }),
    /logits: expected at least 157 elements, got 3/,
  ],
  'an array of another type': [
    () => ({ tokens: new Float32Array(3) as unknown as Int32Array }),
    /tokens: expected an Int32Array/,
  ],
  'a temperature below 0': [() => ({ temperature: Float32Array.of(-1) }), /temperature\[0\]/],
}

for (const [name, [change, message]] of Object.entries(wrongSteps)) {
  test(`${name} is refused, and the model still works`, () => {
    withTiny(backend, { shape, weights }, {}, (model) => {
      expect(refusal(() => model.step({ ...good(), ...change(good()) }))).toMatch(message)
      const batch = good()
      model.step(batch)
      expect(batch.sampled[0]).toBeLessThan(shape.vocabSize)
    })
  })
}

test('a closed model refuses to step, and closing again is harmless', () => {
  const model = backend.open(plan, tinyOptions(backend))
  model.close()
  model.close()
  expect(refusal(() => model.step(good()))).toMatch(/the model is closed/)
  expect(refusal(() => model.counters('decode'))).toMatch(/the model is closed/)
})

test('an addon that is not built says how to build it', () => {
  const error = caught(() => loadNativeBackend('/nowhere/infbench_native.node'))
  expect(error).toMatchObject({ kind: 'addon', hint: 'npm run build:native' })
})

test('an addon that cannot be loaded says why', () => {
  expect(refusal(() => loadNativeBackend(import.meta.filename))).toMatch(/expected an addon for this Node/)
})

test('a model tells the bytes of its weights, pages and scratch', () => {
  withTiny(backend, { shape, weights }, {}, (model: ExecutableModel) => {
    const padded = (count: number) => Math.ceil(count / 16) * 16
    const weightFloats = plan.weights.map(
      ({ rows, cols, layout }) => (layout === 'packed16' ? padded(rows) : rows) * cols,
    )
    expect(model.weightBytes).toBe(weightFloats.reduce((sum, floats) => sum + padded(floats) * 4, 0))
    // Values are padded to whole vectors, keys are not.
    expect(model.kvBytes).toBe(shape.layers * 40 * 16 * shape.kvHeads * (shape.headDim + padded(shape.headDim)) * 4)
    expect(model.scratchBytes).toBeGreaterThan(96 * 2 * shape.ffn * 4)
  })
})

function caught(body: () => unknown): unknown {
  try {
    body()
  } catch (error) {
    return error
  }
  return undefined
}

function refusal(body: () => unknown): string {
  const error = caught(body)
  expect(error).toBeInstanceOf(EngineError)
  return (error as EngineError).message
}
