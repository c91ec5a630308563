import type { RawExchange } from '../../src/clients/client.ts'

export interface RawParts {
  readonly status?: number
  readonly contentType?: string | null
  readonly retryAfter?: string | null
  readonly failure?: RawExchange['failure']
  /** Ends of the socket reads; by default one read brings everything. Read i arrives at 1000 * (i + 1). */
  readonly ends?: readonly number[]
}

/** An exchange whose body arrived in known pieces at known times. */
export function rawExchange(body: Uint8Array | string, parts: RawParts = {}): RawExchange {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const ends = (parts.ends ?? [bytes.length]).filter((end) => end > 0)
  return {
    sentAt: 0,
    headersAt: 500,
    status: parts.status ?? 200,
    contentType: parts.contentType === undefined ? 'text/event-stream' : parts.contentType,
    retryAfter: parts.retryAfter ?? null,
    body: new Uint8Array(bytes),
    readEnds: Uint32Array.from(ends),
    readAt: Float64Array.from(ends, (_, i) => 1000 * (i + 1)),
    doneAt: 1000 * (ends.length + 1),
    failure: parts.failure ?? null,
  }
}

/** The text of a stream of JSON events; a string is sent as it is. */
export const sse = (...events: readonly (object | string)[]) =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('')

/** A streamed chat chunk of one choice. */
export const chunk = (delta: object, finish: string | null = null, index = 0) => ({
  object: 'chat.completion.chunk',
  choices: [{ index, delta, finish_reason: finish }],
})

export const usage = (input: number, output: number) => ({
  choices: [],
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
})
