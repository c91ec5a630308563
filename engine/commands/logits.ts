import { openModel } from '../model/open-model.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import type { CommandIo } from './command-io.ts'
import { withEngineFlags } from './flags/engine-flags.ts'
import { engineOptions } from './flags/engine-options.ts'
import { longest, openTool } from './tokens/open-tool.ts'
import { promptLogits } from './tokens/prompt-logits.ts'
import { readTokenIds, readTokenLists } from './tokens/token-files.ts'
import type { Verb } from './verb.ts'
import { examples, modelNames } from './verb.ts'

export interface LogitsOptions {
  readonly engine: EngineOptions
  readonly idsPath: string
  /** JSON file of further prompts that share the batch, or null. */
  readonly companionsPath: string | null
  /** Of every position, not of the last alone. */
  readonly all: boolean
  readonly json: boolean
}

export const logitsVerb: Verb = {
  name: 'logits',
  add: (cli, io) =>
    cli.command(
      'logits <model>',
      'Prints the logits that follow a prompt.',
      (command) =>
        withEngineFlags(command)
          .positional('model', { type: 'string', demandOption: true, describe: modelNames })
          .option('ids', { type: 'string', demandOption: true, describe: 'JSON file with the token ids of the prompt' })
          .option('all', { type: 'boolean', default: false, describe: 'of every position, not of the last alone' })
          .option('batch-with', {
            type: 'string',
            describe: 'JSON file with arrays of token ids to run in the same batch',
          })
          .option('json', { type: 'boolean', default: false, describe: 'prints all of them as one JSON document' })
          .requiresArg(['ids', 'batch-with'])
          .group(['ids', 'all', 'batch-with', 'json'], 'Tokens:')
          .example(
            examples(io.program, [
              ['logits synthetic:llama-15m --ids ids.json', 'the ten largest, with their tokens'],
              ['logits synthetic:llama-15m --ids ids.json --json', 'all of the last position'],
              ['logits synthetic:llama-15m --ids ids.json --quant int4 --all --json', 'all of every position, in int4'],
            ]),
          ),
      async (flags) => {
        const engine = engineOptions(flags.model, flags, io.env)
        const { ids, batchWith, all, json } = flags
        await logits({ engine, idsPath: ids, companionsPath: batchWith ?? null, all, json }, io)
      },
    ),
}

/** Prints the logits after a prompt, or after each of its tokens. */
export async function logits(options: LogitsOptions, io: CommandIo): Promise<void> {
  const { engine, idsPath, companionsPath } = options
  const model = await openModel(engine.model, { tokenizerPath: engine.tokenizerPath, seed: engine.weightSeed })
  const { vocabSize } = model.config
  const ids = await readTokenIds(idsPath, vocabSize)
  const companions = companionsPath === null ? [] : await readTokenLists(companionsPath, vocabSize)
  const prompts = [ids, ...companions]
  const { executable, facts } = openTool(model, engine, {
    sequences: prompts.length,
    promptTokens: longest(prompts),
    newTokens: 0,
  })
  const rows = promptLogits(executable, facts, prompts, options.all)
  executable.close()
  const { isa, threads, quant, kvCacheType } = facts
  if (!options.json) return io.out(rows.map((row, i) => largest(row, ids.length - rows.length + i)).join('\n'))
  const said = options.all ? rows.map((row) => [...row]) : [...(rows.at(-1) ?? [])]
  io.out(JSON.stringify({ model: facts.model, isa, threads, quant, kvCacheDtype: kvCacheType, logits: said }))
}

const shownTokens = 10

/** For people: the largest logits after position `position`. */
function largest(row: Float32Array, position: number): string {
  const order = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b)
  const shown = order.slice(0, shownTokens).map((token) => `${token}: ${(row[token] as number).toFixed(4)}`)
  return `after position ${position}: ${shown.join(', ')}`
}
