/** Small models with synthetic weights: one that every fusion fits, one with odd sizes and biases that most do not fit. */
import type { Model } from '../../engine/model/model.ts'
import type { ModelConfig } from '../../engine/model/model-config.ts'
import { syntheticModels, syntheticWeights } from '../../engine/model/synthetic.ts'

const shape: ModelConfig = { ...(syntheticModels['llama-1b'] as ModelConfig), contextLength: 512, layers: 2 }

/** A KV head's queries are 128 columns and F a multiple of 128, so attention and gate write their integers themselves. */
const even: ModelConfig = { ...shape, vocabSize: 300, hidden: 128, heads: 4, kvHeads: 2, headDim: 64, ffn: 128 }

/** F is no multiple of 16, heads are narrow, rows no multiple of 32; every linear has a bias; a window of 20. */
const odd: ModelConfig = {
  ...{ ...shape, vocabSize: 231, hidden: 76, heads: 6, kvHeads: 2, headDim: 18, ffn: 100 },
  ...{ ropeInterleaved: true, tiedEmbeddings: false, attentionWindow: 20 },
  biases: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'],
}

export const smallModels: readonly Model[] = [named('even', even), named('odd', odd)]

function named(name: string, config: ModelConfig): Model {
  const matrices = syntheticWeights(config, 5)
  const weights = (weight: string) => {
    if (!weight.endsWith('.bias')) return matrices(weight)
    const { rows } = matrices(weight.slice(0, -'.bias'.length))
    return { rows, cols: 1, source: { kind: 'random' as const, seed: weight.length * rows, scale: 0.3 } }
  }
  const loadTokenizer = () => Promise.reject(new Error('no tokenizer'))
  return { name, aliases: [], config, weights, loadTokenizer }
}
