/**
 * How much KV cache and context an engine gets. Unless told, the cache holds a full context for every place of the batch,
 * at most 2 GiB and at most a quarter of the machine's memory (pages are handed out last-in first-out, so what is never
 * used is never touched). The context is the model's, lowered to what the cache holds for one sequence.
 */
import { EngineError } from '../../engine-error.ts'
import type { ModelConfig } from '../../model/model-config.ts'
import { kvBytesPerToken } from '../../model/model-config.ts'
import type { SchedulerLimits } from '../../scheduler/scheduler.ts'
import type { EngineOptions } from './engine-options.ts'

/** Tokens per page: a multiple of the kernels' vector width, small enough that the last page wastes little. */
export const blockTokens = 16

export interface Sizing {
  readonly kvBlocks: number
  readonly limits: SchedulerLimits
}

const mostDefaultBytes = 2 * 1024 ** 3

/** Throws `EngineError('usage')` for a context longer than the model's or a cache too small for one page. */
export function sizeEngine(
  config: ModelConfig,
  options: Pick<EngineOptions, 'contextLength' | 'kvCacheBytes' | 'maxBatch' | 'maxQueue' | 'maxStepTokens'>,
  memoryBytes: number,
): Sizing {
  const context = options.contextLength ?? config.contextLength
  if (context > config.contextLength)
    throw new EngineError(
      'usage',
      `--context-length: expected at most the model's ${config.contextLength}, got ${context}`,
    )
  const blockBytes = blockTokens * kvBytesPerToken(config)
  const wanted = Math.ceil(context / blockTokens) * options.maxBatch
  const affordable = Math.floor(Math.min(mostDefaultBytes, memoryBytes / 4) / blockBytes)
  const kvBlocks =
    options.kvCacheBytes === null ? Math.min(wanted, affordable) : Math.floor(options.kvCacheBytes / blockBytes)
  if (kvBlocks < 1)
    throw new EngineError(
      'usage',
      `--kv-cache: expected at least ${blockBytes} bytes (one page), got ${options.kvCacheBytes ?? 0}`,
    )
  return {
    kvBlocks,
    limits: {
      maxSequences: options.maxBatch,
      maxStepTokens: Math.max(options.maxStepTokens, options.maxBatch),
      maxSequenceTokens: Math.min(context, kvBlocks * blockTokens),
      maxQueue: options.maxQueue,
    },
  }
}
