import { z } from 'zod'
import type { ChatMessage } from '../../tokenizer/tokenizer.ts'

const textPart = z.object({ type: z.literal('text'), text: z.string() })
const content = z.union([z.string(), z.array(textPart)], {
  error: "expected a text or a list of parts of type 'text'",
})

/** OpenAI's messages, text only: `developer` counts as system, `function` as tool. */
export const messagesField = z
  .array(
    z.object({
      role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
      content: content.nullish(),
    }),
  )
  .min(1)

/** Messages as the tokenizer takes them: parts of one message joined as they are. */
export function chatMessages(messages: z.infer<typeof messagesField>): ChatMessage[] {
  return messages.map((message) => ({ role: roleOf(message.role), content: textOf(message.content) }))
}

function roleOf(role: z.infer<typeof messagesField>[number]['role']): ChatMessage['role'] {
  if (role === 'developer') return 'system'
  return role === 'function' ? 'tool' : role
}

function textOf(value: z.infer<typeof content> | null | undefined): string {
  if (typeof value === 'string') return value
  return (value ?? []).map((part) => part.text).join('')
}
