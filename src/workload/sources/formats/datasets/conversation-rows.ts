import type { Message, TraceRow } from '../trace-row.ts'
import { textOf } from './messages.ts'

/**
 * A recorded conversation as requests: each answer of the assistant is one, asked for with all that was said before it. The
 * recorded answers stand in the later prompts. A conversation without an answer is one request that does not say how long its
 * answer was.
 */
export function conversationRows(messages: readonly Message[], id: string): TraceRow[] {
  const asked = { inputTokens: null, outputTokens: null, at: null }
  const session = { id, thinkNs: null, offsetNs: null, sharedTokens: null }
  const rows = messages.flatMap((message, i): TraceRow[] => {
    const before = messages.slice(0, i)
    if (message.role !== 'assistant' || before.every(({ role }) => role === 'system')) return []
    return [{ ...asked, session, content: { kind: 'messages', messages: before }, answer: textOf(message) }]
  })
  const isOpen = messages.length > 0 && messages.at(-1)?.role !== 'assistant'
  return rows.length === 0 && isOpen ? [{ ...asked, session, content: { kind: 'messages', messages } }] : rows
}
