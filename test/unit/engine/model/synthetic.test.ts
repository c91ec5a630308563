import { expect, test } from 'vitest'
import type { ModelConfig } from '../../../../engine/model/model-config.ts'
import { kvBytesPerToken, parameterCount } from '../../../../engine/model/model-config.ts'
import { openModel } from '../../../../engine/model/open-model.ts'
import { syntheticModels, syntheticWeights } from '../../../../engine/model/synthetic.ts'

test.each([
  ['llama-15m', 15_191_712], // llama2.c's stories15M
  ['llama-110m', 109_529_856], // stories110M
  ['llama-1b', 1_235_814_400], // Llama 3.2 1B
])('%s has the parameters of the model it is shaped after', (name, parameters) => {
  expect(parameterCount(syntheticModels[name] as ModelConfig)).toBe(parameters)
})

test('a token of 1b holds 64 KiB of keys and values', () => {
  expect(kvBytesPerToken(syntheticModels['llama-1b'] as ModelConfig, 'f32')).toBe(2 * 16 * 8 * 64 * 4)
})

test('every tensor has a stream of its own, moved by the seed, with standard deviation 1/sqrt(columns)', () => {
  const config = syntheticModels['llama-15m'] as ModelConfig
  const names = Array.from({ length: config.layers }, (_, layer) =>
    ['attention.q', 'attention.k', 'attention.v', 'attention.o', 'ffn.gate', 'ffn.up', 'ffn.down'].map(
      (kind) => `layers.${layer}.${kind}`,
    ),
  ).flat()
  const sources = [1, 2].flatMap((seed) => [...names, 'embed'].map((name) => syntheticWeights(config, seed)(name)))
  const seeds = sources.map(({ source }) => (source.kind === 'random' ? source.seed : Number.NaN))
  expect(new Set(seeds).size).toBe(seeds.length)
  for (const { cols, source } of sources)
    expect((source as { scale: number }).scale / Math.sqrt(3)).toBeCloseTo(1 / Math.sqrt(cols), 12)
  expect(syntheticWeights(config, 1)('norm').source).toEqual({ kind: 'constant', value: 1 })
})

test('a name that is neither built in nor a file is refused with the names there are', async () => {
  for (const name of ['synthetic:llama-2m', 'synthetic:toString', 'synthetic:', 'nowhere.bin'])
    await expect(openModel(name, { tokenizerPath: null, seed: 1 })).rejects.toMatchObject({
      kind: 'model',
      hint: expect.stringContaining('synthetic:llama-15m'),
    })
})
