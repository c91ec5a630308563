/**
 * How much KV cache and context an engine gets. Unless told, the cache holds a full context for every place of the batch,
 * at most 2 GiB and at most a quarter of the machine's memory (pages are handed out last-in first-out, so what is never
 * used is never touched). The context is the model's, lowered to what the cache holds for one sequence.
 */
import type { KvType } from '../../compiler/quantization.ts'
import { EngineError } from '../../engine-error.ts'
import type { ModelConfig } from '../../model/model-config.ts'
import { kvBytesPerToken } from '../../model/model-config.ts'
import type { SchedulerLimits } from '../../scheduler/scheduler.ts'
import type { EngineOptions } from './engine-options.ts'

/** Tokens per page: a multiple of the kernels' vector width, small enough that the last page wastes little. */
const pageTokens = 16

/** What the native side takes at most (engine/native/plan/check_plan.cc). */
const mostPageTokens = 1 << 16

export interface Sizing {
  /** Tokens per page: small pages, or one that holds a whole context. */
  readonly blockTokens: number
  readonly kvBlocks: number
  readonly limits: SchedulerLimits
}

const mostDefaultBytes = 2 * 1024 ** 3

type SizedBy = Pick<
  EngineOptions,
  'contextLength' | 'kvCacheBytes' | 'kvLayout' | 'maxBatch' | 'maxQueue' | 'maxStepTokens'
>

/** Throws `EngineError('usage')` for a context longer than the model's or a cache too small for one page. */
export function sizeEngine(config: ModelConfig, kvType: KvType, options: SizedBy, memoryBytes: number): Sizing {
  const context = options.contextLength ?? config.contextLength
  if (context > config.contextLength)
    throw new EngineError(
      'usage',
      `--context-length: expected at most the model's ${config.contextLength}, got ${context}`,
    )
  const blockTokens = blockTokensOf(options.kvLayout, context)
  const blockBytes = blockTokens * kvBytesPerToken(config, kvType)
  const wanted = Math.ceil(context / blockTokens) * options.maxBatch
  const affordable = Math.floor(Math.min(mostDefaultBytes, memoryBytes / 4) / blockBytes)
  const kvBlocks =
    options.kvCacheBytes === null ? Math.min(wanted, affordable) : Math.floor(options.kvCacheBytes / blockBytes)
  if (kvBlocks < 1) {
    const got = options.kvCacheBytes ?? Math.floor(Math.min(mostDefaultBytes, memoryBytes / 4))
    throw new EngineError('usage', `--kv-cache: expected at least ${blockBytes} bytes (one page), got ${got}`)
  }
  return {
    blockTokens,
    kvBlocks,
    limits: {
      maxSequences: options.maxBatch,
      maxStepTokens: Math.max(options.maxStepTokens, options.maxBatch),
      maxSequenceTokens: Math.min(context, kvBlocks * blockTokens),
      maxQueue: options.maxQueue,
    },
  }
}

/** Tokens of a page when sequences grow to `context` tokens. */
export function blockTokensOf(layout: EngineOptions['kvLayout'], context: number): number {
  if (layout === 'paged') return pageTokens
  const blockTokens = Math.ceil(context / pageTokens) * pageTokens
  if (blockTokens <= mostPageTokens) return blockTokens
  throw new EngineError(
    'usage',
    `--kv-layout contiguous: expected a context of at most ${mostPageTokens} tokens, got ${context}`,
    { hint: `add --context-length ${mostPageTokens}, or less` },
  )
}
