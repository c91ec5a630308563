import { expect, test } from 'vitest'
import type { Plan } from '../../../engine/backends/plan.ts'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import type { FormatChoice } from '../../helpers/format-plan.ts'
import { planInFormat } from '../../helpers/format-plan.ts'
import { tinyOptions } from '../../helpers/tiny-backend.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shape = { ...tinyShape, heads: 4, kvHeads: 2, headDim: 32, ffn: 224 }
const plan = tinyPlan(shape, tinyWeights(shape, 3))
const tokens = Array.from({ length: 37 }, (_, i) => (i * i * 31 + i) % shape.vocabSize)

/**
 * Normalised mean square error of the logits that rounding may cause; of uniform weights int4 loses much (0.05 measured).
 * A scale per row is the power of two at or above what the row needs, up to twice as coarse (1.2e-3 measured).
 */
const formats: Record<string, FormatChoice & { nmse: number }> = {
  'bf16 with a bf16 cache': { weights: 'bf16', kvType: 'bf16', span: 0, direct: false, nmse: 1e-4 },
  'bf16, norms writing bf16': { weights: 'bf16', kvType: 'f32', span: 0, direct: true, nmse: 1e-4 },
  'int8, a scale per row': { weights: 'int8', kvType: 'f32', span: 0, direct: false, nmse: 2e-3 },
  'int8, a scale per 32, norms writing int8, int8 cache': {
    weights: 'int8',
    kvType: 'int8',
    span: 32,
    direct: true,
    nmse: 1e-3,
  },
  'int4, a scale per row, norms writing int8': { weights: 'int4', kvType: 'f32', span: 0, direct: true, nmse: 0.1 },
  'int4, a scale per 128, bf16 cache': { weights: 'int4', kvType: 'bf16', span: 128, direct: false, nmse: 0.1 },
  'int4 with f32 activations': { weights: 'int4', kvType: 'f32', span: 0, direct: false, wide: true, nmse: 0.1 },
}

function logitsOf(model: Plan, isa: string, threads = 2): Float32Array {
  const batch = tinyBatch([{ tokens, start: 0, pages: [5, 2, 7], wanted: 'all' }], shape.vocabSize)
  const opened = backend.open(model, tinyOptions(backend, { isa, threads }))
  try {
    opened.step(batch)
  } finally {
    opened.close()
  }
  return batch.logits
}

function nmse(got: Float32Array, wanted: Float32Array): number {
  let error = 0
  let size = 0
  wanted.forEach((value, i) => {
    error += ((got[i] as number) - value) ** 2
    size += value ** 2
  })
  return error / size
}

for (const isa of backend.isas) {
  const exact = logitsOf(plan, isa)
  for (const [name, choice] of Object.entries(formats)) {
    test(`${isa}: logits of ${name} are close to those of f32, and not the same`, () => {
      const error = nmse(logitsOf(planInFormat(plan, choice), isa), exact)
      expect(error).toBeLessThan(choice.nmse)
      expect(error).toBeGreaterThan(0)
    })
  }
}

test('int8 activations cost int4 weights next to nothing more than f32 activations do', () => {
  const int4 = { weights: 'int4', kvType: 'f32', span: 32, direct: true } as const
  const wide = logitsOf(planInFormat(plan, { ...int4, wide: true }), backend.isas[0] ?? 'scalar')
  expect(nmse(logitsOf(planInFormat(plan, int4), backend.isas[0] ?? 'scalar'), wide)).toBeLessThan(1e-3)
})

test('norms that write the type of the next layer give the bits of norms followed by quantize', () => {
  for (const weights of ['bf16', 'int8', 'int4'] as const) {
    const apart = planInFormat(plan, { weights, kvType: 'f32', span: 0, direct: false })
    const direct = planInFormat(plan, { weights, kvType: 'f32', span: 0, direct: true })
    expect(direct.nodes.length).toBeLessThan(apart.nodes.length)
    for (const isa of backend.isas) expect(logitsOf(direct, isa)).toEqual(logitsOf(apart, isa))
  }
})

test('a model of any format holds about what its format needs', () => {
  const bytes = (weights: FormatChoice['weights']) => {
    const model = backend.open(
      planInFormat(plan, { weights, kvType: 'f32', span: 0, direct: false }),
      tinyOptions(backend),
    )
    model.close()
    return model.weightBytes
  }
  const floats = bytes('f32')
  expect(bytes('bf16') / floats).toBeCloseTo(0.5, 1)
  expect(bytes('int8') / floats).toBeCloseTo(8.5 / 32, 1)
  expect(bytes('int4') / floats).toBeCloseTo(4.5 / 32, 1)
})

test('a cache of bf16 and int8 takes a half and about a quarter of one of f32', () => {
  const bytes = (kvType: FormatChoice['kvType']) => {
    const model = backend.open(
      planInFormat(plan, { weights: 'f32', kvType, span: 0, direct: false }),
      tinyOptions(backend),
    )
    model.close()
    return model.kvBytes
  }
  expect(bytes('bf16')).toBe(bytes('f32') / 2)
  expect(bytes('int8') / bytes('f32')).toBeCloseTo(0.25 + 1 / shape.headDim, 2)
})
