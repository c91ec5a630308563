/** What a completion request asks for; `extra` is the user's and wins over everything. */
export interface BodyFields {
  readonly api: 'chat' | 'completions'
  readonly model: string
  /** A text, or for the chat API the messages. */
  readonly prompt: string | readonly object[]
  readonly maxTokens: number
  readonly stream: boolean
  /** Exactly `maxTokens` tokens: `ignore_eos` and `min_tokens`, which only some servers know. */
  readonly ignoreEos: boolean
  readonly extra: Readonly<Record<string, unknown>>
}

/** The JSON body of one request, as bytes; the path is `/chat/completions` or `/completions` by `api`. */
export function buildBody(fields: BodyFields): Buffer {
  const { api, model, prompt, maxTokens, stream, ignoreEos, extra } = fields
  const asked =
    api === 'chat'
      ? { model, messages: typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt }
      : { model, prompt }
  const body: Record<string, unknown> = Object.assign(asked, { max_tokens: maxTokens, stream })
  if (stream) body['stream_options'] = usageWanted
  if (ignoreEos) Object.assign(body, { ignore_eos: true, min_tokens: maxTokens })
  for (const name in extra) {
    // `undefined` or null in `extra` removes a field, so that `max_tokens: null` plus `max_completion_tokens` can be had.
    if (extra[name] === null) delete body[name]
    else body[name] = extra[name]
  }
  return Buffer.from(JSON.stringify(body))
}

const usageWanted = { include_usage: true }

/** Path below the base URL that takes bodies of this kind. */
export const requestPath = (api: 'chat' | 'completions') => (api === 'chat' ? '/chat/completions' : '/completions')
