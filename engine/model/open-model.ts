import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { readLlama2c } from '../containers/llama2c.ts'
import { EngineError } from '../engine-error.ts'
import { llama2cTokenizer } from '../tokenizer/llama2c-tokenizer.ts'
import { findTokenizerFile } from '../tokenizer/find-tokenizer-file.ts'
import { truncatedTiktoken } from '../tokenizer/truncated-tiktoken.ts'
import type { Model } from './model.ts'
import type { ModelConfig } from './model-config.ts'
import { syntheticModels, syntheticWeights } from './synthetic.ts'
import type { WeightLookup } from './weights.ts'

export interface ModelOptions {
  /** A llama2.c tokenizer file; null: beside the model (`tok<vocab>.bin`, then `tokenizer.bin`), or built in. */
  readonly tokenizerPath: string | null
  /** Seed of synthetic weights. */
  readonly seed: number
}

const syntheticPrefix = 'synthetic:'

/** Resolves a built-in name or a path; reads headers only. Throws `EngineError('model')`. */
export async function openModel(reference: string, options: ModelOptions): Promise<Model> {
  if (reference.startsWith(syntheticPrefix)) return openSynthetic(reference, options)
  const found = await stat(reference).catch(() => null)
  if (found === null) throw unknownModel(reference)
  if (!found.isFile())
    throw new EngineError(
      'model',
      `${reference}: expected a model file, got a ${found.isDirectory() ? 'folder' : 'device'}`,
    )
  return openLlama2c(reference, options)
}

function openSynthetic(reference: string, options: ModelOptions): Model {
  const name = reference.slice(syntheticPrefix.length)
  const config = Object.hasOwn(syntheticModels, name) ? syntheticModels[name] : undefined
  if (config === undefined) throw unknownModel(reference)
  return {
    name: reference,
    aliases: [name],
    config,
    weights: syntheticWeights(config, options.seed),
    loadTokenizer: async () =>
      options.tokenizerPath === null
        ? truncatedTiktoken(config.vocabSize)
        : llama2cTokenizer(options.tokenizerPath, config.vocabSize),
  }
}

async function openLlama2c(path: string, options: ModelOptions): Promise<Model> {
  const file = await readLlama2c(path)
  const { version: _version, tied, ...shape } = file.header
  const config: ModelConfig = {
    architecture: 'llama',
    ...shape,
    headDim: shape.hidden / shape.heads,
    normEps: 1e-5, // llama2.c run.c, rmsnorm()
    ropeTheta: 10_000,
    ropeInterleaved: true,
    tiedEmbeddings: tied,
    biases: [],
    attentionWindow: 0,
  }
  const weights: WeightLookup = (name) => {
    const tensor = file.tensors.get(name)
    if (tensor === undefined) throw new EngineError('internal', `${basename(path)}: no weight is called ${name}`)
    const { rows, cols, offsetBytes } = tensor
    return { rows, cols, source: { kind: 'file', path, offsetBytes } }
  }
  return {
    name: basename(path, extname(path)),
    aliases: [],
    config,
    weights,
    loadTokenizer: async () =>
      llama2cTokenizer(options.tokenizerPath ?? (await findTokenizerFile(path, config.vocabSize)), config.vocabSize),
  }
}

function unknownModel(reference: string): EngineError {
  const names = Object.keys(syntheticModels).map((name) => syntheticPrefix + name)
  return new EngineError('model', `${reference}: expected a built-in model or a file, got neither`, {
    hint: `built-in models: ${names.join(', ')}`,
  })
}
