/**
 * The parts of a completion object (a streamed chunk or a whole answer) that measuring needs, read tolerantly: servers leave
 * fields out, send null for them, and add their own. `unknown` in, plain facts out; nothing here knows about time.
 */
export interface ChunkFacts {
  readonly choices: readonly ChoiceFacts[]
  readonly usage: UsageFacts | null
  /** Set when the object reports an error instead of (or beside) tokens. */
  readonly error: string | null
  /** The object has the shape of a completion: a `choices` list, `usage` or an error. */
  readonly recognised: boolean
}

export interface ChoiceFacts {
  readonly index: number
  /** Text of the answer. */
  readonly visible: string
  /** Reasoning text (`reasoning_content` or `reasoning`). */
  readonly hidden: string
  /** Name and argument text of tool calls. */
  readonly tool: string
  readonly finishReason: string | null
}

export interface UsageFacts {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly cachedTokens: number | null
}

type Fields = Readonly<Record<string, unknown>>

/** Facts of one parsed JSON value; `api` decides whether text is looked for in `delta`/`message` or in `text`. */
export function chunkFacts(value: unknown): ChunkFacts {
  const object = fieldsOf(value)
  if (object === null) return { choices: [], usage: null, error: null, recognised: false }
  const choices = Array.isArray(object['choices']) ? object['choices'] : null
  const usage = usageFacts(object['usage']) ?? usageFacts(fieldsOf(object['x_groq'])?.['usage'])
  const error = errorText(object)
  return {
    choices: (choices ?? []).map(choiceFacts),
    usage,
    error,
    recognised: choices !== null || usage !== null || error !== null,
  }
}

function choiceFacts(value: unknown, position: number): ChoiceFacts {
  const choice = fieldsOf(value) ?? {}
  const delta = fieldsOf(choice['delta']) ?? fieldsOf(choice['message']) ?? {}
  return {
    index: numberOf(choice['index']) ?? position,
    visible: textOf(delta['content']) || textOf(choice['text']) || textOf(delta['refusal']),
    hidden: textOf(delta['reasoning_content']) || textOf(delta['reasoning']),
    tool: toolText(delta['tool_calls']) + functionText(delta['function_call']),
    finishReason:
      typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== '' ? choice['finish_reason'] : null,
  }
}

function toolText(value: unknown): string {
  if (!Array.isArray(value)) return ''
  return value.map((call) => functionText(fieldsOf(call)?.['function'])).join('')
}

function functionText(value: unknown): string {
  const call = fieldsOf(value)
  return call === null ? '' : textOf(call['name']) + textOf(call['arguments'])
}

/** A string, or the texts of a list of content parts (`[{type: 'text', text}]`). */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  return value.map((part) => textOf(fieldsOf(part)?.['text'])).join('')
}

function usageFacts(value: unknown): UsageFacts | null {
  const usage = fieldsOf(value)
  if (usage === null) return null
  const outputTokens = numberOf(usage['completion_tokens'])
  const inputTokens = numberOf(usage['prompt_tokens'])
  if (outputTokens === null && inputTokens === null) return null
  const cachedTokens =
    numberOf(fieldsOf(usage['prompt_tokens_details'])?.['cached_tokens']) ?? numberOf(usage['prompt_cache_hit_tokens'])
  return { inputTokens, outputTokens, cachedTokens }
}

/** The message of an error object in any of the shapes in use; null where there is none. */
export function errorText(object: Fields): string | null {
  const error = object['error']
  if (typeof error === 'string' && error !== '') return error
  const fields = fieldsOf(error)
  if (fields !== null) {
    const message = textOf(fields['message']) || JSON.stringify(fields)
    const code = fields['code']
    return typeof code === 'string' || typeof code === 'number' ? `${message} (code ${code})` : message
  }
  if (object['object'] === 'error' || object['choices'] === undefined)
    return textOf(object['message']) || textOf(object['detail']) || null
  return null
}

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

const numberOf = (value: unknown) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
