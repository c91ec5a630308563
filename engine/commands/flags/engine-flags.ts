import type { Argv } from 'yargs'
import { passNames } from '../../compiler/compile.ts'
import { EngineError } from '../../engine-error.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { engineDefaults } from '../../runtime/setup/engine-options.ts'
import { parseSizeBytes } from './parse-size.ts'

/** What yargs leaves of the flags that every command with a model takes. */
export interface EngineFlags {
  readonly tokenizer?: string | undefined
  readonly seed: number
  readonly threads?: number | undefined
  readonly isa?: string | undefined
  readonly maxBatch: number
  readonly maxStepTokens: number
  readonly maxQueue: number
  readonly contextLength?: number | undefined
  readonly kvCache?: string | undefined
  readonly noPass: readonly string[]
}

/** Sequences or tokens in one step: every array of a step is sized by it, and no machine that runs this fills more. */
const mostPerStep = 1 << 16

/** Adds the engine's flags to a command, in groups; every description has its unit, and its default where yargs knows none. */
export function withEngineFlags<T>(yargs: Argv<T>): Argv<T & EngineFlags> {
  return yargs
    .options({
      tokenizer: { type: 'string', describe: 'llama2.c tokenizer file  [default: beside the model, or built in]' },
      'context-length': { type: 'number', describe: 'tokens of prompt and answer  [default: the model’s]' },
      seed: { type: 'number', default: engineDefaults.weightSeed, describe: 'seed of synthetic weights' },
    })
    .options({
      'max-batch': { type: 'number', default: engineDefaults.maxBatch, describe: 'sequences in one step' },
      'max-step-tokens': { type: 'number', default: engineDefaults.maxStepTokens, describe: 'tokens in one step' },
      'max-queue': { type: 'number', default: engineDefaults.maxQueue, describe: 'requests that may wait before 429' },
      'kv-cache': { type: 'string', describe: 'size, as 512MiB  [default: a quarter of the memory, at most 2GiB]' },
    })
    .options({
      threads: { type: 'number', describe: 'worker threads  [default: physical cores]' },
      isa: { type: 'string', describe: 'instruction set  [default: INFBENCH_ISA, else the best of this CPU]' },
      'no-pass': {
        type: 'string',
        array: true,
        default: [] as string[],
        defaultDescription: 'none',
        describe: `compiler passes to leave out: ${passNames.join(', ')}`,
      },
    })
    .group(['model', 'tokenizer', 'context-length', 'seed'], 'Model:')
    .group(['max-batch', 'max-step-tokens', 'max-queue', 'kv-cache'], 'Batching:')
    .group(['threads', 'isa', 'no-pass'], 'Execution:') as unknown as Argv<T & EngineFlags>
}

/** Flags to options. `env` gives INFBENCH_ISA. Throws `EngineError('usage')`. */
export function engineOptions(
  model: string,
  flags: EngineFlags,
  env: Readonly<Record<string, string | undefined>>,
): EngineOptions {
  const count = (flag: string, value: number | undefined, least = 1, most = Number.MAX_SAFE_INTEGER) => {
    if (value === undefined) return null
    if (!Number.isSafeInteger(value) || value < least)
      throw new EngineError('usage', `--${flag}: expected a whole number of at least ${least}, got ${value}`)
    if (value > most) throw new EngineError('usage', `--${flag}: expected at most ${most}, got ${value}`)
    return value
  }
  return {
    model,
    tokenizerPath: flags.tokenizer ?? null,
    weightSeed: count('seed', flags.seed, 0) ?? engineDefaults.weightSeed,
    threads: count('threads', flags.threads),
    isa: flags.isa ?? env.INFBENCH_ISA ?? null,
    maxBatch: count('max-batch', flags.maxBatch, 1, mostPerStep) ?? engineDefaults.maxBatch,
    maxStepTokens: count('max-step-tokens', flags.maxStepTokens, 1, mostPerStep) ?? engineDefaults.maxStepTokens,
    maxQueue: count('max-queue', flags.maxQueue, 0) ?? engineDefaults.maxQueue,
    contextLength: count('context-length', flags.contextLength),
    kvCacheBytes: flags.kvCache === undefined ? null : parseSizeBytes('--kv-cache', flags.kvCache),
    disabledPasses: flags.noPass.flatMap((names) => names.split(',')),
  }
}
