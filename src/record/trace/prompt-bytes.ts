import { createHash } from 'node:crypto'

/** A prompt as one run of bytes; conversations that begin alike begin with the same bytes. */
export interface PromptBytes {
  readonly bytes: Buffer
  /** Where each message ends; none for plain prompts. */
  readonly ends: readonly number[]
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The bytes of a request's prompt: what a chat template would put at its beginning first (the tools), then role and content
 * of message after message. A turn that repeats the messages before it and adds some has all their bytes at its beginning.
 */
export function promptBytes(body: Fields, api: 'chat' | 'completions'): PromptBytes {
  if (api === 'completions') return { bytes: Buffer.from(plainText(body['prompt'])), ends: [] }
  const messages = Array.isArray(body['messages']) ? body['messages'] : []
  const tools = body['tools'] ?? body['functions']
  const parts = tools === undefined || tools === null ? [] : [Buffer.from(`${JSON.stringify(tools)}\n`)]
  const ends: number[] = []
  let length = parts.reduce((sum, part) => sum + part.length, 0)
  for (const message of messages) {
    const part = Buffer.from(messageText(message))
    parts.push(part)
    length += part.length
    ends.push(length)
  }
  return { bytes: Buffer.concat(parts, length), ends }
}

/** A list of prompts is one after another; token ids stand for themselves. */
function plainText(prompt: unknown): string {
  if (typeof prompt === 'string') return prompt
  return Array.isArray(prompt)
    ? prompt.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('\n')
    : ''
}

function messageText(message: unknown): string {
  if (typeof message !== 'object' || message === null) return `${JSON.stringify(message)}\n`
  const { role, content, ...rest } = message as Fields
  const known = ['tool_calls', 'tool_call_id', 'name', 'function_call', 'reasoning_content'].flatMap((key) =>
    rest[key] === undefined || rest[key] === null ? [] : [`${key} ${JSON.stringify(rest[key])}`],
  )
  return `${String(role)}\n${[contentText(content), ...known].join('\n')}\n`
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return content === null || content === undefined ? '' : JSON.stringify(content)
  return content.map(partText).join('\n')
}

/** Images and sounds stand as a digest: their bytes say nothing of their tokens. */
function partText(part: unknown): string {
  const { type, text } = (part ?? {}) as Fields
  if (typeof text === 'string') return text
  return `${String(type)} ${createHash('sha256')
    .update(JSON.stringify(part) ?? '')
    .digest('hex')}`
}
