/** What a request gives a model to read, for a tokenizer to count. */
export interface PromptTexts {
  readonly texts: readonly string[]
  /** Tokens that came as ids. */
  readonly ids: number
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Texts of a prompt, or of messages, their tool calls and the tools that they may call. What a chat template puts around them is not among
 * them, nor are pictures and sounds.
 */
export function promptTexts(body: Fields, api: 'chat' | 'completions'): PromptTexts {
  if (api === 'completions') return plainTexts(body['prompt'])
  const messages = Array.isArray(body['messages']) ? body['messages'] : []
  const tools = json(body['tools'] ?? body['functions'])
  return { texts: [...tools, ...messages.flatMap(messageTexts)].filter((text) => text !== ''), ids: 0 }
}

function plainTexts(prompt: unknown): PromptTexts {
  if (typeof prompt === 'string') return { texts: prompt === '' ? [] : [prompt], ids: 0 }
  const each = (Array.isArray(prompt) ? prompt : []).map((part) =>
    typeof part === 'number' ? { texts: [], ids: 1 } : plainTexts(part),
  )
  return { texts: each.flatMap(({ texts }) => texts), ids: each.reduce((sum, { ids }) => sum + ids, 0) }
}

function messageTexts(message: unknown): string[] {
  if (typeof message !== 'object' || message === null) return []
  const { content, tool_calls: calls, function_call: call, reasoning_content: reasoning } = message as Fields
  return [...contentTexts(content), ...contentTexts(reasoning), ...json(calls), ...json(call)]
}

function contentTexts(content: unknown): string[] {
  if (typeof content === 'string') return [content]
  return Array.isArray(content)
    ? content.flatMap((part) => {
        const { text } = (part ?? {}) as Fields
        return typeof text === 'string' ? [text] : []
      })
    : []
}

const json = (value: unknown): string[] => (value === undefined || value === null ? [] : [JSON.stringify(value)])
