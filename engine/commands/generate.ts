import { EngineError } from '../engine-error.ts'
import { openModel } from '../model/open-model.ts'
import type { Model } from '../model/model.ts'
import type { Sampling } from '../runtime/generation-request.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { CommandIo } from './command-io.ts'
import { count, engineOptions } from './flags/engine-options.ts'
import { samplingOf, withGenerateFlags } from './flags/generate-flags.ts'
import { continuePrompts } from './tokens/continue-prompts.ts'
import { longest, openTool } from './tokens/open-tool.ts'
import { readTokenIds, readTokenLists } from './tokens/token-files.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

export interface GenerateOptions {
  readonly engine: EngineOptions
  /** A JSON file with an array of token ids, or null. */
  readonly idsPath: string | null
  readonly prompt: string | null
  /** JSON file of further prompts that are continued in the same batch, or null. */
  readonly companionsPath: string | null
  readonly maxTokens: number
  readonly stopAtEos: boolean
  readonly sampling: Sampling
  readonly json: boolean
}

export const generateVerb: Verb = {
  name: 'generate',
  add: (cli, io) =>
    cli.command(
      'generate <model>',
      'Continues one prompt, without a server.',
      (command) =>
        withGenerateFlags(command)
          .positional('model', { type: 'string', demandOption: true, describe: modelNames })
          .example(
            examples(io.program, [
              ['generate synthetic:llama-15m --prompt Once', 'noise: the weights are random'],
              ['generate stories260K.bin --prompt "Once upon a time"', 'with tok512.bin beside the weights'],
              ['generate synthetic:llama-15m --ids ids.json --json', 'token ids in, token ids out'],
            ]),
          ),
      async (flags) => {
        const { prompt = null, ids = null, batchWith = null, maxTokens, stopAtEos, ignoreEos, json } = flags
        await generate(
          {
            engine: { ...engineOptions(flags.model, flags, io.env), maxBatch: 1 },
            idsPath: ids,
            prompt,
            companionsPath: batchWith,
            maxTokens: count('max-tokens', maxTokens) ?? 1,
            stopAtEos: stopAtEos ?? (ids === null && ignoreEos !== true),
            sampling: samplingOf(flags),
            json,
          },
          io,
        )
      },
    ),
}

/** Continues one prompt, without a server. */
export async function generate(options: GenerateOptions, io: CommandIo): Promise<void> {
  const { engine, idsPath, companionsPath, maxTokens, json } = options
  const model = await openModel(engine.model, { tokenizerPath: engine.tokenizerPath, seed: engine.weightSeed })
  const tokenizer = await tokenizerOf(model, options)
  const { vocabSize } = model.config
  const promptIds =
    idsPath === null
      ? requireTokenizer(tokenizer).encode(options.prompt ?? '', true)
      : await readTokenIds(idsPath, vocabSize)
  const companions = companionsPath === null ? [] : await readTokenLists(companionsPath, vocabSize)
  const prompts = [promptIds, ...companions]
  const { executable, facts } = openTool(model, engine, {
    sequences: prompts.length,
    promptTokens: longest(prompts),
    newTokens: maxTokens,
  })
  const stopIds = options.stopAtEos ? requireTokenizer(tokenizer).stopIds : []
  const requests = prompts.map((prompt, index) => ({
    id: index + 1,
    prompt: Int32Array.from(prompt),
    maxNewTokens: maxTokens,
    minNewTokens: 0,
    stopIds: index === 0 ? stopIds : [],
    sampling: index === 0 ? options.sampling : greedy,
  }))
  const tokens = continuePrompts(executable, facts, requests)
  executable.close()
  const text = tokenizer === null ? null : textOf(tokenizer, promptIds, tokens)
  const { isa, threads, quant, kvCacheType: kvCacheDtype } = facts
  const document = { model: facts.model, isa, threads, quant, kvCacheDtype, promptIds, tokens, text }
  io.out(json ? JSON.stringify(document) : (text ?? tokens.join(' ')))
}

const greedy: Sampling = { temperature: 0, topK: 0, topP: 1, seed: 0 }

function textOf(tokenizer: Tokenizer, promptIds: readonly number[], tokens: readonly number[]): string {
  const detokenizer = tokenizer.detokenizer(promptIds)
  return tokens.map((id) => detokenizer.push(id)).join('') + detokenizer.end()
}

/** Token ids in and out need no tokenizer: a model without one is then continued without text. */
async function tokenizerOf(model: Model, { engine, idsPath, stopAtEos }: GenerateOptions): Promise<Tokenizer | null> {
  const optional = idsPath !== null && engine.tokenizerPath === null && !stopAtEos
  return model.loadTokenizer().catch((error: unknown) => {
    if (optional && error instanceof EngineError && error.kind === 'model') return null
    throw error
  })
}

function requireTokenizer(tokenizer: Tokenizer | null): Tokenizer {
  if (tokenizer === null) throw new EngineError('internal', 'generate: expected a tokenizer for text, got none')
  return tokenizer
}
