/**
 * Built-in models with random weights in the shapes of well-known ones, so that the engine can be measured without any
 * download: 15m and 110m are llama2.c's stories15M and stories110M (interleaved RoPE, tied head), 1b is Llama 3.2 1B
 * (its RoPE frequency scaling left out). Speed depends on shapes only, so what they measure is what the real ones would.
 *
 * Matrices are uniform with standard deviation 1/sqrt(columns): every linear layer keeps unit variance, so activations and
 * logits stay of order one at any depth. Values are a pure function of (seed of the tensor, index), made by the backend.
 *
 * Contexts: the stories models were trained at 256 and 1,024; here both get 2,048, because served traffic needs room and
 * random weights know no training length. 1b keeps its 131,072; the server lowers it to what its KV cache holds.
 */
import { EngineError } from '../engine-error.ts'
import type { ModelConfig } from './model-config.ts'
import type { WeightLookup, WeightTensor } from './weights.ts'

const stories = {
  architecture: 'llama',
  vocabSize: 32_000,
  normEps: 1e-5,
  ropeTheta: 10_000,
  ropeInterleaved: true,
  tiedEmbeddings: true,
  biases: [],
  attentionWindow: 0,
  contextLength: 2048,
} as const

/** Name (after `synthetic:`) to shape. */
export const syntheticModels: Readonly<Record<string, ModelConfig>> = {
  'llama-15m': { ...stories, hidden: 288, layers: 6, heads: 6, kvHeads: 6, headDim: 48, ffn: 768 },
  'llama-110m': { ...stories, hidden: 768, layers: 12, heads: 12, kvHeads: 12, headDim: 64, ffn: 2048 },
  'llama-1b': {
    architecture: 'llama',
    vocabSize: 128_256,
    hidden: 2048,
    layers: 16,
    heads: 32,
    kvHeads: 8,
    headDim: 64,
    ffn: 8192,
    normEps: 1e-5,
    ropeTheta: 500_000,
    ropeInterleaved: false,
    tiedEmbeddings: true,
    biases: [],
    attentionWindow: 0,
    contextLength: 131_072,
  },
}

/** Random weights for `config`; the same seed gives the same model on every machine. */
export function syntheticWeights(config: ModelConfig, seed: number): WeightLookup {
  return (name) => {
    const [rows, cols] = shapeOf(name, config)
    const source: WeightTensor['source'] = name.endsWith('norm')
      ? { kind: 'constant', value: 1 }
      : { kind: 'random', seed: tensorSeed(seed, name), scale: Math.sqrt(3 / cols) } // std of u in [-1, 1) is 1/sqrt(3)
    return { rows, cols, source }
  }
}

function shapeOf(name: string, config: ModelConfig): readonly [number, number] {
  const { hidden, ffn, headDim } = config
  const kind = name.replace(/^layers\.\d+\./, '')
  const shapes: Record<string, readonly [number, number]> = {
    embed: [config.vocabSize, hidden],
    head: [config.vocabSize, hidden],
    norm: [1, hidden],
    'attention.norm': [1, hidden],
    'attention.q': [config.heads * headDim, hidden],
    'attention.k': [config.kvHeads * headDim, hidden],
    'attention.v': [config.kvHeads * headDim, hidden],
    'attention.o': [hidden, config.heads * headDim],
    'ffn.norm': [1, hidden],
    'ffn.gate': [ffn, hidden],
    'ffn.up': [ffn, hidden],
    'ffn.down': [hidden, ffn],
  }
  const shape = shapes[kind]
  if (shape === undefined) throw new EngineError('internal', `synthetic model: no weight is called ${name}`)
  return shape
}

/** FNV-1a of the name, offset by the model's seed: 32 bits, one stream per tensor. */
function tensorSeed(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0
  return hash
}
