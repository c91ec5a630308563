import type { Argv } from 'yargs'
import { passNames } from '../../compiler/compile.ts'
import { kvTypes, quantNames } from '../../compiler/quantization.ts'
import { engineDefaults } from '../../runtime/setup/engine-options.ts'

/** What yargs leaves of the flags that every command with a model takes. */
export interface EngineFlags {
  readonly tokenizer?: string | undefined
  readonly weightSeed: number
  readonly quant: string
  readonly activationGroup: string
  readonly contextLength?: number | undefined
  readonly maxBatch: number
  readonly maxStepTokens: number
  readonly maxQueue: number
  readonly kvCache?: string | undefined
  readonly kvCacheDtype?: string | undefined
  readonly kvLayout: string
  readonly threads?: number | undefined
  readonly pinThreads: boolean
  readonly isa?: string | undefined
  readonly attention: string
  readonly noTiling: boolean
  readonly noTiming: boolean
  readonly noPass: readonly string[]
}

/** Adds the engine's flags to a command, in groups; every description has its unit, and its default where yargs knows none. */
export function withEngineFlags<T>(yargs: Argv<T>): Argv<T & EngineFlags> {
  return yargs
    .options(modelFlags)
    .options(batchingFlags)
    .options(executionFlags)
    .requiresArg([...Object.keys(modelFlags), ...Object.keys(batchingFlags), 'threads', 'isa', 'attention', 'no-pass'])
    .group(['model', ...Object.keys(modelFlags)], 'Model:')
    .group(Object.keys(batchingFlags), 'Batching:')
    .group(Object.keys(executionFlags), 'Execution:') as unknown as Argv<T & EngineFlags>
}

const modelFlags = {
  tokenizer: { type: 'string', describe: 'llama2.c tokenizer file  [default: beside the model, or built in]' },
  quant: { type: 'string', default: engineDefaults.quant, describe: `format of the weights: ${quantNames.join(', ')}` },
  'activation-group': {
    type: 'string',
    default: String(engineDefaults.activationGroup),
    describe: 'values that share an activation scale, with int8 and int4: 32, 128, row',
  },
  'context-length': { type: 'number', describe: 'tokens of prompt and answer  [default: the model’s]' },
  'weight-seed': { type: 'number', default: engineDefaults.weightSeed, describe: 'seed of synthetic weights' },
} as const

const batchingFlags = {
  'max-batch': { type: 'number', default: engineDefaults.maxBatch, describe: 'sequences in one step' },
  'max-step-tokens': { type: 'number', default: engineDefaults.maxStepTokens, describe: 'tokens in one step' },
  'max-queue': { type: 'number', default: engineDefaults.maxQueue, describe: 'requests that may wait before 429' },
  'kv-cache': { type: 'string', describe: 'size, as 512MiB  [default: a quarter of the memory, at most 2GiB]' },
  'kv-cache-dtype': { type: 'string', describe: `${kvTypes.join(', ')}  [default: f32 with --quant f32, else bf16]` },
  'kv-layout': {
    type: 'string',
    default: engineDefaults.kvLayout,
    describe: 'paged, or contiguous: a whole context per sequence',
  },
} as const

const executionFlags = {
  threads: { type: 'number', describe: 'worker threads  [default: physical cores]' },
  'pin-threads': { type: 'boolean', default: engineDefaults.pinThreads, describe: 'fixes each thread to a core' },
  isa: { type: 'string', describe: 'instruction set  [default: INFBENCH_ISA, else the best of this CPU]' },
  attention: {
    type: 'string',
    default: engineDefaults.attention,
    describe: 'flash, or naive: all scores of a row at once',
  },
  'no-tiling': { type: 'boolean', default: false, describe: 'linears row by row, without register tiles' },
  'no-timing': { type: 'boolean', default: false, describe: 'takes no time of the parts of a step' },
  'no-pass': {
    type: 'string',
    array: true,
    default: [] as string[],
    defaultDescription: 'none',
    describe: `compiler passes to leave out: ${passNames.join(', ')}`,
  },
} as const
