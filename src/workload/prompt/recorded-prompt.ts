import type { Tokenizer } from '../../core/tokenizer.ts'
import type { PlannedRequest } from '../planned-request.ts'
import { textOf } from '../sources/formats/datasets/messages.ts'
import type { Message, TextContent } from '../sources/formats/trace-row.ts'

/** A text, or messages for the chat API. */
export type RecordedPrompt = string | readonly Message[]

/** The recorded text of a request; null where its prompt has to be written. */
export function recordedContent({ prompt }: PlannedRequest): TextContent | null {
  return prompt === undefined || prompt.kind === 'segments' ? null : prompt
}

/** Whether the completions API gets one text: messages one below the other, without their roles. */
const joined = (messages: readonly Message[]): string => messages.map(textOf).join('\n\n')

/**
 * A recorded prompt as it is sent: unchanged, or where it does not fit the context without its end, which of a conversation is the
 * end of its longest message. Asks the tokenizer only then.
 */
export async function recordedPrompt(
  request: PlannedRequest,
  content: TextContent,
  api: 'chat' | 'completions',
  tokenizer: Tokenizer,
): Promise<RecordedPrompt> {
  const isCut = request.prompt?.isCut === true
  const most = request.inputTokens - ((api === 'chat' ? tokenizer.overhead.chat : tokenizer.overhead.completion) ?? 0)
  if (content.kind === 'text') return isCut ? cutText(content.text, most, tokenizer) : content.text
  if (api === 'completions') {
    const text = joined(content.messages)
    return isCut ? cutText(text, most, tokenizer) : text
  }
  return isCut ? cutMessages(content.messages, most, tokenizer) : content.messages
}

/** The beginning of a text that has at most `tokens` tokens; found by halving, so that any tokenizer will do. */
export async function cutText(text: string, tokens: number, tokenizer: Tokenizer): Promise<string> {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const fits = (await tokenizer.encode(text.slice(0, middle))).length <= tokens
    if (fits) low = middle
    else high = middle - 1
  }
  return text.slice(0, low).replace(/[\uD800-\uDBFF]$/, '')
}

async function cutMessages(messages: readonly Message[], tokens: number, tokenizer: Tokenizer): Promise<Message[]> {
  const counts = await Promise.all(messages.map(async (each) => (await tokenizer.encode(textOf(each))).length))
  let excess = counts.reduce((sum, count) => sum + count, 0) - tokens
  const kept = messages.map((message) => ({ ...message }))
  while (excess > 0) {
    const longest = counts.indexOf(Math.max(...counts))
    const had = counts[longest] as number
    if (had === 0) break
    const left = Math.max(0, had - excess)
    const message = messages[longest] as Message
    kept[longest] = { ...message, content: await cutText(textOf(message), left, tokenizer) }
    counts[longest] = left === 0 ? 0 : -1 // cut once, it is not looked at again
    excess -= had - left
  }
  return kept
}
