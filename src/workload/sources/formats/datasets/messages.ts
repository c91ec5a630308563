import { isMapping } from '../../../file/fault.ts'
import { RowFault } from '../../files/row-fault.ts'
import type { Message } from '../trace-row.ts'

/** Who speaks, in the words of the data sets there are. */
const roles: Readonly<Record<string, string>> = {
  human: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  model: 'assistant',
}

/** The messages at a key: `{role, content}` as OpenAI has them, or ShareGPT's `{from, value}`. Throws a RowFault. */
export function messagesAt(value: unknown, key: string): readonly Message[] {
  if (!Array.isArray(value)) throw new RowFault([key], 'a list of messages', value)
  return value.map((entry: unknown, i) => {
    const message = isMapping(entry) ? messageOf(entry) : null
    if (message === null) throw new RowFault([key, i], 'a message such as {"role": "user", "content": "..."}', entry)
    return message
  })
}

function messageOf(entry: Record<string, unknown>): Message | null {
  if (typeof entry['role'] === 'string') return entry as unknown as Message
  const { from, value } = entry
  if (typeof from !== 'string' || typeof value !== 'string') return null
  return { role: Object.hasOwn(roles, from) ? (roles[from] as string) : from, content: value }
}

/** The text of a message: its content, or the text parts of it. */
export function textOf({ content }: Message): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (isMapping(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('')
}
