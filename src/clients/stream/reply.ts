import type { ChoiceFacts } from './completion-chunk.ts'

/** What of the first choice goes into a conversation's history: its text, else its tool calls, else its reasoning. */
export function replyOf(choices: readonly ChoiceFacts[]): string {
  const first = choices[0]?.index
  const own = choices.filter(({ index }) => index === first)
  const joined = (part: 'visible' | 'tool' | 'hidden') => own.map((choice) => choice[part]).join('')
  return joined('visible') || joined('tool') || joined('hidden')
}
