import type { Argv } from 'yargs'
import { passNames } from '../compiler/compile.ts'
import { EngineError } from '../engine-error.ts'
import type { EngineOptions } from '../runtime/setup/engine-options.ts'
import { engineDefaults } from '../runtime/setup/engine-options.ts'
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

/** Adds the engine's flags to a command. */
export function withEngineFlags<T>(yargs: Argv<T>): Argv<T & EngineFlags> {
  return yargs
    .option('tokenizer', {
      type: 'string',
      describe: 'llama2.c tokenizer file; default: beside the model, or built in',
    })
    .option('seed', { type: 'number', default: engineDefaults.weightSeed, describe: 'Seed of synthetic weights' })
    .option('threads', { type: 'number', describe: 'Worker threads; default: physical cores' })
    .option('isa', { type: 'string', describe: 'Instruction set; default: INFBENCH_ISA, else the best of this CPU' })
    .option('max-batch', { type: 'number', default: engineDefaults.maxBatch, describe: 'Sequences in one step' })
    .option('max-step-tokens', {
      type: 'number',
      default: engineDefaults.maxStepTokens,
      describe: 'Tokens in one step',
    })
    .option('max-queue', { type: 'number', default: engineDefaults.maxQueue, describe: 'Waiting requests before 429' })
    .option('context-length', { type: 'number', describe: 'Tokens of prompt and answer; default: the model’s' })
    .option('kv-cache', { type: 'string', describe: 'Size of the KV cache, as 512MiB; default: up to 2GiB' })
    .option('no-pass', {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: `Compiler passes to leave out: ${passNames.join(', ')}`,
    }) as unknown as Argv<T & EngineFlags>
}

/** Flags to options. `env` gives INFBENCH_ISA. Throws `EngineError('usage')`. */
export function engineOptions(
  model: string,
  flags: EngineFlags,
  env: Readonly<Record<string, string | undefined>>,
): EngineOptions {
  const count = (flag: string, value: number | undefined, least = 1) => {
    if (value === undefined) return null
    if (!Number.isSafeInteger(value) || value < least)
      throw new EngineError('usage', `--${flag}: expected a whole number of at least ${least}, got ${value}`)
    return value
  }
  return {
    model,
    tokenizerPath: flags.tokenizer ?? null,
    weightSeed: count('seed', flags.seed, 0) ?? engineDefaults.weightSeed,
    threads: count('threads', flags.threads),
    isa: flags.isa ?? env.INFBENCH_ISA ?? null,
    maxBatch: count('max-batch', flags.maxBatch) ?? engineDefaults.maxBatch,
    maxStepTokens: count('max-step-tokens', flags.maxStepTokens) ?? engineDefaults.maxStepTokens,
    maxQueue: count('max-queue', flags.maxQueue, 0) ?? engineDefaults.maxQueue,
    contextLength: count('context-length', flags.contextLength),
    kvCacheBytes: flags.kvCache === undefined ? null : parseSizeBytes('--kv-cache', flags.kvCache),
    disabledPasses: flags.noPass.flatMap((names) => names.split(',')),
  }
}
