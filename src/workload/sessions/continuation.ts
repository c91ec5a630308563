import type { Message } from '../sources/formats/trace-row.ts'
import type { SourceRow } from '../sources/request-source.ts'
import type { Continuation } from './session-source.ts'

/**
 * Whose conversation each call goes on with: looked for among the calls it waits for and those that these waited for (a summary goes on
 * where its coordinator stopped, not where one of the agents in between did). Recorded messages decide by themselves: the longest
 * list that this one begins with. Where only lengths are known, the longest prompt and answer that leave room for at least one
 * new token; prompts that are told to begin differently are no candidates. Nothing fits after history was cut or summed up.
 */
export function continuations(
  rows: readonly SourceRow[],
  parents: readonly (readonly number[])[],
): (Continuation | null)[] {
  return rows.map((row, i) => {
    const near = nearAncestors(i, parents)
    const messages = messagesOf(row)
    return messages === null ? byLength(row, rows, near) : byMessages(messages, rows, near)
  })
}

function nearAncestors(i: number, parents: readonly (readonly number[])[]): readonly number[] {
  const direct = parents[i] ?? []
  return [...new Set([...direct, ...direct.flatMap((parent) => parents[parent] ?? [])])]
}

function byLength(row: SourceRow, rows: readonly SourceRow[], near: readonly number[]): Continuation | null {
  let best: { call: number; tokens: number } | null = null
  for (const call of near) {
    const { inputTokens, outputTokens, prompt } = rows[call] as SourceRow
    const tokens = inputTokens + outputTokens
    const fits = tokens < row.inputTokens && beginsAlike(row.prompt, prompt)
    if (fits && (best === null || tokens > best.tokens)) best = { call, tokens }
  }
  return best && { call: best.call, newFrom: null }
}

/** Not told counts as alike. */
function beginsAlike(a: SourceRow['prompt'], b: SourceRow['prompt']): boolean {
  if (a?.kind !== 'segments' || b?.kind !== 'segments') return a?.kind !== 'text' && b?.kind !== 'text'
  return a.segments[0]?.stream === b.segments[0]?.stream
}

function byMessages(
  messages: readonly Message[],
  rows: readonly SourceRow[],
  near: readonly number[],
): Continuation | null {
  let best: { call: number; length: number } | null = null
  for (const call of near) {
    const before = messagesOf(rows[call] as SourceRow)
    if (before === null || before.length >= messages.length || before.length <= (best?.length ?? 0)) continue
    if (before.every((each, i) => JSON.stringify(each) === JSON.stringify(messages[i])))
      best = { call, length: before.length }
  }
  if (best === null) return null
  // The recorded answer stands where the target's own will.
  const newFrom = best.length + (messages[best.length]?.role === 'assistant' ? 1 : 0)
  return newFrom < messages.length ? { call: best.call, newFrom } : null
}

const messagesOf = ({ prompt }: SourceRow): readonly Message[] | null =>
  prompt?.kind === 'messages' ? prompt.messages : null
