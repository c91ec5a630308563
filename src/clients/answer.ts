import type { Outcome, TokenEvents } from '../core/request-record.ts'
import { apportion } from './stream/token-accounting.ts'

/** What an exchange amounts to once its bytes are read; times are the exchange's own. */
export interface Answer {
  readonly outcome: Outcome
  readonly firstChunkAt: number | null
  /** null for answers that were not streamed: when their first token was made is not observable. */
  readonly firstTokenAt: number | null
  readonly firstVisibleAt: number | null
  readonly lastTokenAt: number | null
  readonly events: TokenEvents
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly countedBy: 'usage' | 'tokenizer' | 'events' | null
  readonly cachedTokens: number | null
  readonly finishReason: string | null
  /** Everything generated, kept only where the server gave no usage, to be counted after the run. */
  readonly text: string | null
  /** What a reader sees of it (tool calls where there is no text, reasoning where there is nothing else); null unless asked for. */
  readonly reply: string | null
  /** UTF-8 bytes of each event's text; kept with `text`, to apportion a later count. */
  readonly eventBytes: Uint32Array | null
  /** Whether the stream ended with `[DONE]`; null when it was none. */
  readonly doneMarker: boolean | null
}

/** The answer with its tokens counted afterwards by a tokenizer: `total` over the events by their text length. */
export function withCount(answer: Answer, total: number): Answer {
  const tokens = apportion(total, [...(answer.eventBytes ?? [])])
  return {
    ...answer,
    events: { at: answer.events.at, tokens },
    outputTokens: total,
    countedBy: 'tokenizer',
    text: null,
    eventBytes: null,
  }
}
