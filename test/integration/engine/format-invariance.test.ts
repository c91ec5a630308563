/**
 * Logits are the same bits alone and in company, whole and in chunks, on one thread and on two, in every format of weights
 * and of keys and values: tilings, cuts of the prompt and neighbours must not show in a sum. Prompts cross an attention
 * split (256 keys), and cut where they like.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KvType, QuantName } from '../../../engine/compiler/quantization.ts'
import { logitsOf, nativeBackend, sameBits } from '../../helpers/open-small.ts'
import { smallModels } from '../../helpers/small-models.ts'

const formats: readonly (readonly [QuantName, KvType])[] = [
  ['f32', 'f32'],
  ['f32', 'int8'],
  ['bf16', 'bf16'],
  ['int8', 'bf16'],
  ['int8', 'int8'],
  ['int4', 'bf16'],
  ['int4', 'int8'],
  ['int4-a16', 'bf16'],
  ['int4-asym', 'bf16'],
  ['int4-asym', 'int8'],
  ['int4-asym-a16', 'bf16'],
]

const vocabSize = Math.min(...smallModels.map(({ config }) => config.vocabSize))
const prompt = (maxLength: number) => fc.array(fc.nat(vocabSize - 1), { minLength: 1, maxLength, size: 'max' })
const company = fc.record({
  others: fc.array(prompt(40), { maxLength: 6 }),
  maxStepTokens: fc.integer({ min: 8, max: 90 }),
  threads: fc.constantFrom(1, 2),
  activationGroup: fc.constantFrom(0 as const, 32 as const, 128 as const),
})

for (const isa of nativeBackend.isas) {
  test.each(formats)(
    `on ${isa}, %s weights and %s KV: company, chunks and threads change no bit of the logits`,
    (quant, kvCacheType) => {
      const runs = isa === nativeBackend.isas[0] && !quant.endsWith('a16') ? 8 : 2
      for (const model of smallModels) {
        const property = fc.property(
          prompt(300),
          company,
          (tokens, { others, maxStepTokens, threads, activationGroup }) => {
            const format = { quant, kvCacheType, isa, activationGroup }
            const alone = logitsOf(model, [tokens], { ...format, threads: 1, maxStepTokens: 300 })
            const together = logitsOf(model, [tokens, ...others], { ...format, threads, maxStepTokens })
            expect(sameBits(together, alone)).toBe(true)
            const every = logitsOf(
              model,
              [tokens, ...others],
              { ...format, threads, maxStepTokens, maxBatch: 16 },
              true,
            )
            expect(every).toHaveLength(tokens.length)
            expect(sameBits(every.slice(-1), alone)).toBe(true)
          },
        )
        fc.assert(property, { numRuns: runs })
      }
    },
  )
}
