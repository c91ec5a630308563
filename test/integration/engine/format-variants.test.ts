/**
 * Every switch gives the same answer in every format. Most to the bit. What is not: the gate fused into its linear, bias and
 * residual fused (one rounding less on scalar), another attention or instruction set; those differ by the last bit of a
 * float, and a bit may round a bf16 or int8 activation the other way, which random networks amplify. Tolerances are relative
 * RMS of the logits, twice what was seen.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passNames } from '../../../engine/compiler/compile.ts'
import type { QuantName } from '../../../engine/compiler/quantization.ts'
import { quantNames } from '../../../engine/compiler/quantization.ts'
import type { EngineOptions } from '../../../engine/runtime/setup/engine-options.ts'
import { logitsOf, nativeBackend, relativeRms, sameBits } from '../../helpers/open-small.ts'
import { smallModels } from '../../helpers/small-models.ts'

const tolerances: Readonly<Record<QuantName, number>> = {
  f32: 3e-6,
  bf16: 1.5e-2,
  int8: 6e-2,
  int4: 6e-2,
  'int4-a16': 1e-4,
  'int4-asym': 6e-2,
  'int4-asym-a16': 1e-4,
}

/** bf16 keys and values round as well. */
const tolerancesOfAttention = { ...tolerances, 'int4-a16': 1e-2, 'int4-asym-a16': 1e-2 }

const exactPasses = [
  'constant-folding',
  'dead-code',
  'last-token-logits',
  'fuse-qkv',
  'fuse-quantize',
  'fuse-rope-kv',
  'prepack-weights',
  'buffer-liveness',
]

const exactSwitches: readonly Partial<EngineOptions>[] = [
  { kvLayout: 'contiguous', contextLength: 400 },
  { tiling: false },
  { timing: false },
  { threads: 1 },
  { pinThreads: true },
  { maxStepTokens: 7 },
]

for (const isa of nativeBackend.isas) {
  test.each(quantNames)(
    `on ${isa}, %s: switches that only move work change no bit, the others stay within tolerance`,
    (quant) => {
      for (const model of smallModels) {
        const tokens = Array.from({ length: 37 }, (_, i) => (i * 37 + 11) % model.config.vocabSize)
        const run = (options: Partial<EngineOptions>) =>
          logitsOf(model, [tokens], { quant, isa, maxBatch: 4, ...options })
        const full = run({})
        expect(Math.max(...(full[0] ?? []).map(Math.abs))).toBeGreaterThan(0.5) // logits of order one, not zeros
        for (const pass of exactPasses)
          expect([pass, sameBits(run({ disabledPasses: [pass] }), full)]).toEqual([pass, true])
        for (const options of exactSwitches) expect([options, sameBits(run(options), full)]).toEqual([options, true])
        const off = (passes: readonly string[]) => relativeRms(run({ disabledPasses: passes }), full)
        expect(off(passNames)).toBeLessThan(tolerances[quant])
        if (isa === nativeBackend.isas[0]) {
          for (const pass of passNames) expect(off([pass])).toBeLessThan(tolerances[quant])
          const some = fc.property(fc.subarray([...passNames]), (passes) => {
            expect(off(passes)).toBeLessThan(tolerances[quant])
          })
          fc.assert(some, { numRuns: 8 })
        }
        expect(relativeRms(run({ attention: 'naive' }), full)).toBeLessThan(tolerancesOfAttention[quant])
        expect(relativeRms(run({ isa: 'scalar' }), full)).toBeLessThan(tolerancesOfAttention[quant])
      }
    },
  )
}

test('activation groups of 32, 128 and a row, and KV types, agree within what their rounding explains', () => {
  for (const model of smallModels) {
    const tokens = Array.from({ length: 37 }, (_, i) => (i * 37 + 11) % model.config.vocabSize)
    for (const quant of ['int8', 'int4'] as const) {
      const exact = logitsOf(model, [tokens], { quant: 'int4-a16', kvCacheType: 'f32' })
      const float = quant === 'int4' ? exact : logitsOf(model, [tokens], { kvCacheType: 'f32' })
      for (const activationGroup of [0, 32, 128] as const) {
        const rows = logitsOf(model, [tokens], { quant, activationGroup, kvCacheType: 'f32' })
        const error = relativeRms(rows, float)
        expect(error).toBeGreaterThan(1e-4) // integers it is
        expect(error).toBeLessThan(0.1)
      }
    }
    const float = logitsOf(model, [tokens])
    const rms = (kvCacheType: 'bf16' | 'int8') => relativeRms(logitsOf(model, [tokens], { kvCacheType }), float)
    expect(rms('bf16')).toBeLessThan(0.01)
    expect(rms('int8')).toBeLessThan(0.03)
  }
})
