import { expect, test } from 'vitest'
import { compile } from '../../../../engine/compiler/compile.ts'
import type { ModelConfig } from '../../../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../../../engine/model/synthetic.ts'

const small: ModelConfig = { ...(syntheticModels['llama-1b'] as ModelConfig), vocabSize: 1000, layers: 2 }

test('fully fused, norms, attention and the gate write what the next linear reads, and no quantize is left', () => {
  const plan = compile(small, syntheticWeights(small, 1), { quant: 'int4' })
  const layer = 'norm linear rope_kv attention linear norm linear_gated linear'
  const last = 'norm linear rope_kv attention rows rows linear norm linear_gated linear'
  expect(plan.nodes.map(({ op }) => op).join(' ')).toBe(`embed ${layer} ${last} norm linear sample`)
  const picked = plan.nodes.find(({ name }) => name === 'layers.1.attention.o.rows')
  expect(plan.buffers[picked?.in[0] as number]?.type).toBe('q8') // integers are picked, not floats
})

test('a scale never spans what different workers compute', () => {
  const fusedOps = (config: ModelConfig, activationGroup: 0 | 32 | 128) => {
    const plan = compile(config, syntheticWeights(config, 1), { quant: 'int4', activationGroup })
    return plan.nodes
      .filter(({ out }) => plan.buffers[out[0] as number]?.type === 'q8')
      .map(({ op }) => op)
      .filter((op) => op === 'attention' || op === 'linear_gated' || op === 'gated')
  }
  expect(fusedOps(small, 128)).toEqual(['attention', 'linear_gated', 'attention', 'linear_gated']) // 4 heads of 64; F 8192
  expect(fusedOps(small, 0)).toEqual([])
  const mha = { ...small, heads: 8, kvHeads: 8, hidden: 512, ffn: 16 * 41 }
  expect(fusedOps(mha, 128)).toEqual([]) // a head of 64 is half a span; F is no multiple of 128
  expect(fusedOps({ ...mha, ffn: 24 }, 32)).toEqual(['attention', 'gated', 'attention', 'gated']) // F is no multiple of 16: gate apart
})
