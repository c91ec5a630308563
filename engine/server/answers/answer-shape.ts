import type { FinishReason } from '../../runtime/answer/answer-text.ts'

export interface Usage {
  readonly promptTokens: number
  readonly completionTokens: number
}

/** How one endpoint tells an answer: as events of a stream, or whole. Events come without framing. */
export interface AnswerShape {
  /** Sent before the first token: chat tells the role. */
  readonly opening: string | null
  text(text: string): string
  finish(reason: FinishReason): string
  /** The closing chunk with empty choices, when usage was asked for. */
  usage(usage: Usage): string
  whole(text: string, reason: FinishReason, usage: Usage): string
}

/** What every object of one answer repeats. */
export interface AnswerHead {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly fingerprint: string
  /** Every chunk then has `usage: null` but the last. */
  readonly includeUsage: boolean
}

/** OpenAI's usage object. Nothing is cached yet, and says so. */
export function usageObject(usage: Usage): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: 0 },
  }
}

/**
 * JSON of a chunk whose choice varies: everything before and after the choice is made once per answer, so that a token
 * costs one `JSON.stringify` of its text.
 */
export function chunkFrame(
  object: string,
  head: AnswerHead,
): { choice(json: string): string; usage(usage: Usage): string } {
  const { id, created, model, fingerprint } = head
  const start = JSON.stringify({ id, object, created, model, system_fingerprint: fingerprint }).slice(0, -1)
  const end = head.includeUsage ? '],"usage":null}' : ']}'
  return {
    choice: (json) => `${start},"choices":[${json}${end}`,
    usage: (usage) => `${start},"choices":[],"usage":${JSON.stringify(usageObject(usage))}}`,
  }
}
