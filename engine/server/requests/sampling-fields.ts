import { z } from 'zod'

const count = z.int().min(0)

/** Fields that chat and plain completions share; unknown ones are ignored, as OpenAI-compatible servers do. */
export const sharedFields = {
  model: z.string().optional(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  /** Not OpenAI's: 0 or -1 is off. */
  top_k: z.int().min(-1).max(0x7fffffff).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)], { error: 'expected a text or up to 16 texts' }).nullish(),
  /** Not OpenAI's, but vLLM's: load generators use them to fix the length of answers. */
  ignore_eos: z.boolean().nullish(),
  min_tokens: count.nullish(),
  stop_token_ids: z.array(count).max(64).nullish(),
}

/** What the shared fields come to, with every default filled. */
export interface GenerationParameters {
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly temperature: number
  readonly topP: number
  readonly topK: number
  readonly seed: number | null
  readonly stops: readonly string[]
  readonly stopTokenIds: readonly number[]
  readonly ignoreEos: boolean
  readonly minTokens: number
}

type Shared = z.infer<z.ZodObject<typeof sharedFields>>

/** Defaults as OpenAI's: temperature 1, top_p 1. */
export function generationParameters(body: Shared): GenerationParameters {
  const stops = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
  return {
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    temperature: body.temperature ?? 1,
    topP: body.top_p ?? 1,
    topK: Math.max(0, body.top_k ?? 0),
    seed: body.seed ?? null,
    stops: stops.filter((stop) => stop !== ''),
    stopTokenIds: body.stop_token_ids ?? [],
    ignoreEos: body.ignore_eos ?? false,
    minTokens: body.min_tokens ?? 0,
  }
}
