import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { loadNativeBackend } from '../backends/native.ts'
import { EngineError } from '../engine-error.ts'
import { openModel } from '../model/open-model.ts'
import { createEngineLoop } from '../runtime/engine-loop.ts'
import type { EngineOptions } from '../runtime/engine-options.ts'
import { openExecutable } from '../runtime/open-executable.ts'
import { physicalCores } from '../runtime/physical-cores.ts'
import { monotonicClock } from '../telemetry/clock.ts'
import { stepCounterMemory, stepCountersIn } from '../telemetry/step-counters.ts'
import type { CommandIo } from './command-io.ts'

export interface GenerateOptions {
  readonly engine: EngineOptions
  /** A JSON file with an array of token ids, or null. */
  readonly idsPath: string | null
  readonly prompt: string | null
  readonly maxTokens: number
  readonly ignoreEos: boolean
  readonly json: boolean
}

/** Continues one prompt greedily, without a server. */
export async function generate(options: GenerateOptions, io: CommandIo): Promise<void> {
  const model = await openModel(options.engine.model, {
    tokenizerPath: options.engine.tokenizerPath,
    seed: options.engine.weightSeed,
  })
  const tokenizer = await model.loadTokenizer()
  const promptIds =
    options.idsPath === null
      ? tokenizer.encode(options.prompt ?? '', true)
      : await readIds(options.idsPath, tokenizer.vocabSize)
  const machine = { memoryBytes: totalmem(), cores: physicalCores() }
  const { executable, facts } = openExecutable(model, loadNativeBackend(), options.engine, machine)
  const loop = createEngineLoop({
    model: executable,
    limits: facts.limits,
    kvBlocks: facts.kvBlocks,
    blockTokens: facts.blockTokens,
    counters: stepCountersIn(stepCounterMemory()),
    nowNs: monotonicClock(),
  })
  const refusal = loop.submit({
    id: 1,
    prompt: Int32Array.from(promptIds),
    maxNewTokens: options.maxTokens,
    minNewTokens: 0,
    stopIds: options.ignoreEos ? [] : tokenizer.stopIds,
    sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
  })
  if (refusal !== null)
    throw new EngineError(
      'usage',
      `prompt and answer: expected at most ${facts.limits.maxSequenceTokens} tokens, got ${promptIds.length + options.maxTokens}`,
    )
  const generatedIds: number[] = []
  while (!loop.idle) {
    const events = loop.step()
    if (events.count > 0) generatedIds.push(events.data[1] as number)
  }
  executable.close()
  const detokenizer = tokenizer.detokenizer(promptIds)
  const text = generatedIds.map((id) => detokenizer.push(id)).join('') + detokenizer.end()
  const { isa, threads } = facts
  io.out(options.json ? JSON.stringify({ model: facts.model, isa, threads, promptIds, generatedIds, text }) : text)
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
