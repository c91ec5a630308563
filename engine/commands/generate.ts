import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { loadNativeBackend } from '../backends/native.ts'
import { EngineError } from '../engine-error.ts'
import type { Model } from '../model/model.ts'
import { openModel } from '../model/open-model.ts'
import { createEngineLoop } from '../runtime/engine-loop.ts'
import type { EngineFacts } from '../runtime/setup/engine-facts.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import { openExecutable } from '../runtime/setup/open-executable.ts'
import { physicalCores } from '../runtime/setup/physical-cores.ts'
import { monotonicClock } from '../telemetry/clock.ts'
import { stepCounterMemory, stepCountersIn } from '../telemetry/step-counters.ts'
import type { CommandIo } from './command-io.ts'
import { withEngineFlags } from './flags/engine-flags.ts'
import { engineOptions } from './flags/engine-options.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

export interface GenerateOptions {
  readonly engine: EngineOptions
  /** A JSON file with an array of token ids, or null. */
  readonly idsPath: string | null
  readonly prompt: string | null
  readonly maxTokens: number
  readonly ignoreEos: boolean
  readonly json: boolean
}

export const generateVerb: Verb = {
  name: 'generate',
  add: (cli, io) =>
    cli.command(
      'generate <model>',
      'Continues one prompt greedily, without a server.',
      (command) =>
        withEngineFlags(command)
          .positional('model', { type: 'string', demandOption: true, describe: modelNames })
          .option('prompt', { type: 'string', describe: 'text to continue' })
          .option('ids', { type: 'string', conflicts: 'prompt', describe: 'JSON file with token ids to continue' })
          .option('max-tokens', { type: 'number', default: 64, describe: 'tokens to generate' })
          .option('ignore-eos', { type: 'boolean', default: false, describe: 'does not end at a stop token' })
          .option('json', { type: 'boolean', default: false, describe: 'prints ids and text as one JSON document' })
          .group(['prompt', 'ids', 'max-tokens', 'ignore-eos', 'json'], 'Text:')
          .example(
            examples(io.program, [
              ['generate synthetic:llama-15m --prompt Once', 'noise: the weights are random'],
              ['generate stories260K.bin --prompt "Once upon a time"', 'with tok512.bin beside the weights'],
              ['generate synthetic:llama-15m --ids ids.json --json', 'token ids in, token ids out'],
            ]),
          ),
      async (flags) => {
        const { prompt, ids, maxTokens, ignoreEos, json } = flags
        if (!Number.isSafeInteger(maxTokens) || maxTokens < 1)
          throw new EngineError('usage', `--max-tokens: expected a whole number of at least 1, got ${maxTokens}`)
        const engine = { ...engineOptions(flags.model, flags, io.env), maxBatch: 1 }
        await generate({ engine, idsPath: ids ?? null, prompt: prompt ?? null, maxTokens, ignoreEos, json }, io)
      },
    ),
}

/** Continues one prompt greedily, without a server. */
export async function generate(options: GenerateOptions, io: CommandIo): Promise<void> {
  const { model: reference, tokenizerPath, weightSeed } = options.engine
  const model = await openModel(reference, { tokenizerPath, seed: weightSeed })
  const tokenizer = await model.loadTokenizer()
  const { idsPath } = options
  const promptIds =
    idsPath === null ? tokenizer.encode(options.prompt ?? '', true) : await readIds(idsPath, tokenizer.vocabSize)
  const stopIds = options.ignoreEos ? [] : tokenizer.stopIds
  const { facts, generatedIds } = continueGreedily(model, options, promptIds, stopIds)
  const detokenizer = tokenizer.detokenizer(promptIds)
  const text = generatedIds.map((id) => detokenizer.push(id)).join('') + detokenizer.end()
  const { isa, threads } = facts
  io.out(options.json ? JSON.stringify({ model: facts.model, isa, threads, promptIds, generatedIds, text }) : text)
}

function continueGreedily(
  model: Model,
  { engine, maxTokens }: GenerateOptions,
  promptIds: readonly number[],
  stopIds: readonly number[],
): { facts: EngineFacts; generatedIds: readonly number[] } {
  const machine = { memoryBytes: totalmem(), cores: physicalCores() }
  const { executable, facts } = openExecutable(model, loadNativeBackend(), engine, machine)
  const counters = stepCountersIn(stepCounterMemory())
  const loop = createEngineLoop({ ...facts, model: executable, counters, nowNs: monotonicClock() })
  const refusal = loop.submit({
    id: 1,
    prompt: Int32Array.from(promptIds),
    maxNewTokens: maxTokens,
    minNewTokens: 0,
    stopIds,
    sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
  })
  if (refusal !== null) {
    const wanted = `${promptIds.length} + ${maxTokens}`
    throw new EngineError(
      'usage',
      `prompt and answer: expected at most ${facts.limits.maxSequenceTokens} tokens, got ${wanted}`,
    )
  }
  const generatedIds: number[] = []
  while (!loop.idle) {
    const events = loop.step()
    if (events.count > 0) generatedIds.push(events.data[1] as number)
  }
  executable.close()
  return { facts, generatedIds }
}

async function readIds(path: string, vocabSize: number): Promise<number[]> {
  const wrong = (got: string) =>
    new EngineError('usage', `${path}: expected a JSON array of token ids below ${vocabSize}, got ${got}`)
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw wrong(cause.code === 'ENOENT' ? 'no such file' : cause.message)
  })
  const ids = parseJson(text)
  if (!Array.isArray(ids) || ids.length === 0) throw wrong('something else')
  const foreign = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize)
  if (foreign !== undefined) throw wrong(JSON.stringify(foreign))
  return ids as number[]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
