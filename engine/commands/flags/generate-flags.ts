import type { Argv } from 'yargs'
import { EngineError } from '../../engine-error.ts'
import type { Sampling } from '../../runtime/generation-request.ts'
import type { EngineFlags } from './engine-flags.ts'
import { withEngineFlags } from './engine-flags.ts'
import { count } from './engine-options.ts'

/** What yargs leaves of the flags of `generate`. */
export interface GenerateFlags extends EngineFlags {
  readonly prompt?: string | undefined
  readonly ids?: string | undefined
  readonly batchWith?: string | undefined
  readonly maxTokens: number
  readonly stopAtEos?: boolean | undefined
  readonly ignoreEos?: boolean | undefined
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  readonly seed: number
  readonly json: boolean
}

/** Adds the flags of `generate`, the engine's among them. */
export function withGenerateFlags<T>(yargs: Argv<T>): Argv<T & GenerateFlags> {
  return withEngineFlags(yargs)
    .options(textFlags)
    .options(samplingFlags)
    .requiresArg(['ids', 'batch-with', 'max-tokens', ...Object.keys(samplingFlags)])
    .conflicts('ids', 'prompt')
    .conflicts('ignore-eos', 'stop-at-eos')
    .group(Object.keys(textFlags), 'Text:')
    .group(Object.keys(samplingFlags), 'Sampling:') as unknown as Argv<T & GenerateFlags>
}

const textFlags = {
  prompt: { type: 'string', describe: 'text to continue' },
  ids: { type: 'string', describe: 'JSON file with token ids to continue' },
  'batch-with': { type: 'string', describe: 'JSON file with arrays of token ids to continue in the same batch' },
  'max-tokens': { type: 'number', default: 64, describe: 'tokens to generate' },
  'stop-at-eos': { type: 'boolean', describe: 'ends at a stop token  [default: with text, not with --ids]' },
  'ignore-eos': { type: 'boolean', describe: 'does not end at a stop token' },
  json: { type: 'boolean', default: false, describe: 'prints ids and text as one JSON document' },
} as const

const samplingFlags = {
  temperature: { type: 'number', default: 0, describe: '0: the likeliest token' },
  'top-k': { type: 'number', default: 0, describe: 'draws from this many tokens; 0: from all' },
  'top-p': { type: 'number', default: 1, describe: 'draws from tokens of this probability together' },
  seed: { type: 'number', default: 0, describe: 'equal seeds draw equal tokens' },
} as const

/** How tokens are picked. Throws `EngineError('usage')`. */
export function samplingOf({ temperature, topK, topP, seed }: GenerateFlags): Sampling {
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new EngineError('usage', `--temperature: expected a number of at least 0, got ${temperature}`)
  if (!(topP > 0 && topP <= 1)) throw new EngineError('usage', `--top-p: expected a number above 0, to 1, got ${topP}`)
  return { temperature, topP, topK: count('top-k', topK, 0, mostTokens) ?? 0, seed: count('seed', seed, 0) ?? 0 }
}

/** An int32 crosses to the native side. */
const mostTokens = 2 ** 31 - 1
