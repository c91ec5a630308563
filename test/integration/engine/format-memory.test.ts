/** What sizing and `engine plan` say of memory is what the native side takes. */
import { expect, test } from 'vitest'
import { activationMemory } from '../../../engine/compiler/activation-memory.ts'
import { minimumValueBytes, weightValueBytes } from '../../../engine/compiler/row-bytes.ts'
import { kvTypes, quantNames } from '../../../engine/compiler/quantization.ts'
import { kvBytesPerToken } from '../../../engine/model/model-config.ts'
import type { EngineOptions } from '../../../engine/runtime/setup/engine-options.ts'
import { openExecutable } from '../../../engine/runtime/setup/open-executable.ts'
import { engineOptions } from '../../helpers/engine-options.ts'
import { nativeBackend } from '../../helpers/open-small.ts'
import { smallModels } from '../../helpers/small-models.ts'

const [even, odd] = smallModels as [(typeof smallModels)[number], (typeof smallModels)[number]]

function opened(model: typeof even, options: Partial<EngineOptions>) {
  const chosen = engineOptions({ model: model.name, maxBatch: 2, contextLength: 64, ...options })
  const { executable, plan, facts } = openExecutable(model, nativeBackend, chosen, { memoryBytes: 2 ** 33, cores: 2 })
  executable.close()
  return { plan, facts }
}

const pageBytes = 1 << 21 // regions are mapped in whole pages, huge ones where there are any

test.each(kvTypes)(
  'a %s cache takes the bytes per token that the engine was sized by, odd head sizes included',
  (kvCacheType) => {
    for (const model of smallModels) {
      for (const kvLayout of ['paged', 'contiguous'] as const) {
        const { kvBytes, kvBlocks, blockTokens } = opened(model, { kvCacheType, kvLayout, contextLength: 500 }).facts
        const expected = kvBlocks * blockTokens * kvBytesPerToken(model.config, kvCacheType)
        expect(kvBytes).toBeGreaterThanOrEqual(expected)
        expect(kvBytes - expected).toBeLessThan(pageBytes)
      }
    }
  },
)

test.each(quantNames)('%s matrices take the bytes that the cost model counts, within their padding', (quant) => {
  const { plan, facts } = opened(even, { quant })
  const counted = plan.weights.reduce(
    (bytes, { rows, cols, format, minima }) =>
      bytes + rows * cols * (weightValueBytes[format] + (minima === true ? minimumValueBytes : 0)),
    0,
  )
  expect(facts.weightBytes / counted).toBeGreaterThan(1)
  expect(facts.weightBytes - counted).toBeLessThan(pageBytes)
})

test('sharing buffers by liveness saves what the plan says it does', () => {
  const sizes = { maxStepTokens: 4096, maxBatch: 8, contextLength: 64 }
  for (const quant of ['f32', 'int4'] as const) {
    for (const model of [even, odd]) {
      const shared = opened(model, { quant, ...sizes })
      const apart = opened(model, { quant, ...sizes, disabledPasses: ['buffer-liveness'] })
      const bytes = ({ plan }: typeof shared) => {
        const { bytesPerToken, bytesPerLogitsRow } = activationMemory(plan)
        return 4096 * bytesPerToken + 8 * bytesPerLogitsRow
      }
      const saved = apart.facts.scratchBytes - shared.facts.scratchBytes
      expect(Math.abs(saved - (bytes(apart) - bytes(shared)))).toBeLessThan(pageBytes)
      expect(saved).toBeGreaterThan(pageBytes)
    }
  }
})
