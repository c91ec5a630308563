import { kvTypes, oneOf, quantNames } from '../../compiler/quantization.ts'
import { EngineError } from '../../engine-error.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { engineDefaults } from '../../runtime/setup/engine-options.ts'
import type { EngineFlags } from './engine-flags.ts'
import { parseSizeBytes } from './parse-size.ts'

/** Sequences or tokens in one step: every array of a step is sized by it, and no machine that runs this fills more. */
const mostPerStep = 1 << 16

const activationGroups = { '32': 32, '128': 128, row: 0 } as const

/** Flags to options. `env` gives INFBENCH_ISA. Throws `EngineError('usage')`. */
export function engineOptions(
  model: string,
  flags: EngineFlags,
  env: Readonly<Record<string, string | undefined>>,
): EngineOptions {
  const { kvCache, kvCacheDtype } = flags
  const groupNames = Object.keys(activationGroups) as (keyof typeof activationGroups)[]
  return {
    model,
    tokenizerPath: flags.tokenizer ?? null,
    weightSeed: count('weight-seed', flags.weightSeed, 0) ?? engineDefaults.weightSeed,
    threads: count('threads', flags.threads),
    isa: wantedIsa(flags.isa, env),
    maxBatch: count('max-batch', flags.maxBatch, 1, mostPerStep) ?? engineDefaults.maxBatch,
    maxStepTokens: count('max-step-tokens', flags.maxStepTokens, 1, mostPerStep) ?? engineDefaults.maxStepTokens,
    maxQueue: count('max-queue', flags.maxQueue, 0) ?? engineDefaults.maxQueue,
    contextLength: count('context-length', flags.contextLength),
    kvCacheBytes: kvCache === undefined ? null : parseSizeBytes('--kv-cache', kvCache),
    quant: oneOf('--quant', quantNames, flags.quant),
    activationGroup: activationGroups[oneOf('--activation-group', groupNames, flags.activationGroup)],
    kvCacheType: kvCacheDtype === undefined ? null : oneOf('--kv-cache-dtype', kvTypes, kvCacheDtype),
    kvLayout: oneOf('--kv-layout', ['paged', 'contiguous'], flags.kvLayout),
    attention: oneOf('--attention', ['flash', 'naive'], flags.attention),
    tiling: !flags.noTiling,
    timing: !flags.noTiming,
    pinThreads: flags.pinThreads,
    disabledPasses: flags.noPass.flatMap((names) => names.split(',')),
  }
}

/** What the command line says, else the environment, where an empty variable is none; null: the best of this CPU. */
export function wantedIsa(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): string | null {
  const fromEnv = env.INFBENCH_ISA ?? ''
  return flag ?? (fromEnv === '' ? null : fromEnv)
}

/** The number behind a flag, or null where it was not given; `EngineError('usage')` outside [least, most]. */
export function count(
  flag: string,
  value: number | undefined,
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
): number | null {
  if (value === undefined) return null
  if (!Number.isSafeInteger(value) || value < least)
    throw new EngineError('usage', `--${flag}: expected a whole number of at least ${least}, got ${value}`)
  if (value > most) throw new EngineError('usage', `--${flag}: expected at most ${most}, got ${value}`)
  return value
}
