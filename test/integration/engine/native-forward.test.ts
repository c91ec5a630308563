import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { tinyForward } from '../../helpers/tiny-forward.ts'
import { tinyPlan, tinyShape, tinyWeights } from '../../helpers/tiny-plan.ts'
import { tinyBatch } from '../../helpers/tiny-step.ts'

const backend = loadNativeBackend()
const shapes = [
  tinyShape,
  { ...tinyShape, fused: false },
  { ...tinyShape, interleaved: true, bias: false },
  { ...tinyShape, heads: 4, kvHeads: 1, headDim: 64, ffn: 96, vocabSize: 512 },
  { ...tinyShape, heads: 3, kvHeads: 3, headDim: 8, ffn: 33, vocabSize: 65 },
]

for (const isa of backend.isas) {
  shapes.forEach((shape, index) => {
    test(`${isa} computes the logits of a float64 forward pass, shape ${index}`, () => {
      const weights = tinyWeights(shape, 7 + index)
      const tokens = Array.from({ length: 37 }, (_, i) => (i * i * 31 + i) % shape.vocabSize)
      const expected = tinyForward(shape, weights, tokens)
      const model = backend.open(tinyPlan(shape, weights), {
        threads: 2,
        isa,
        kvBlocks: 8,
        blockTokens: 16,
        maxStepTokens: 64,
        maxSequences: 64,
      })
      const batch = tinyBatch([{ tokens, start: 0, pages: [5, 2, 7], wanted: 'all' }], shape.vocabSize)
      model.step(batch)
      model.close()
      expected.forEach((row, at) => {
        const got = batch.logits.subarray(at * shape.vocabSize, (at + 1) * shape.vocabSize)
        const worst = Math.max(...row.map((value, i) => Math.abs(value - (got[i] as number))))
        expect(worst).toBeLessThan(2e-5 * Math.max(...row.map(Math.abs)))
        expect(batch.sampled[at]).toBe(row.indexOf(Math.max(...row)))
      })
    })
  })
}
