import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { withTiny } from '../../helpers/tiny-backend.ts'
import { tinyForward } from '../../helpers/tiny-forward.ts'
import { tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shapes = {
  'fused, grouped heads of 24, bias': tinyShape,
  'unfused: rope, kv_write, add and column ranges apart': { ...tinyShape, fused: false },
  'interleaved rotation': { ...tinyShape, interleaved: true, bias: false },
  'one KV head': { ...tinyShape, heads: 4, kvHeads: 1, headDim: 64, ffn: 96, vocabSize: 512 },
  'heads of 8, odd widths': { ...tinyShape, heads: 3, kvHeads: 3, headDim: 8, ffn: 33, vocabSize: 65 },
}

for (const isa of backend.isas) {
  for (const [name, shape] of Object.entries(shapes)) {
    test(`${isa} computes the logits of a float64 forward pass (${name})`, () => {
      const weights = tinyWeights(shape, 7)
      const tokens = Array.from({ length: 37 }, (_, i) => (i * i * 31 + i) % shape.vocabSize)
      const batch = tinyBatch([{ tokens, start: 0, pages: [5, 2, 7], wanted: 'all' }], shape.vocabSize)
      withTiny(backend, { shape, weights }, { isa }, (model) => model.step(batch))
      tinyForward(shape, weights, tokens).forEach((row, at) => {
        const got = batch.logits.subarray(at * shape.vocabSize, (at + 1) * shape.vocabSize)
        const worst = Math.max(...row.map((value, i) => Math.abs(value - (got[i] as number))))
        const largest = Math.max(...row)
        expect(worst).toBeLessThan(1e-5 * Math.max(...row.map(Math.abs)))
        expect(batch.sampled[at]).toBe(row.indexOf(largest))
        const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0)
        expect(batch.logprob[at]).toBeCloseTo(-Math.log(total), 4)
      })
    })
  }
}
