import { type ChunkFacts, chunkFacts } from './completion-chunk.ts'

/**
 * The JSON around an answer's text is the same from event to event. A shape is what stands before and after the text in one
 * event; another event with the same bytes around a plain string (no quote, no escape, no control character) differs from it
 * in the text alone and need not be parsed. That nothing else depends on the text is tried out when the shape is learnt, with
 * another text in its place. Reading such an event costs a tenth of parsing it.
 */
export interface EventShape {
  readonly before: Uint8Array
  readonly after: Uint8Array
  /** Of the choice that the text belongs to. */
  readonly choice: number
  readonly isVisible: boolean
}

const textKey = /"(?:content|text|reasoning_content|reasoning)"\s*:\s*"/g
const probe = 'another text'
const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

/** The shape of an event that brings one text and nothing else; null where it brings more, or the text cannot be found. */
export function learnShape(data: string, facts: ChunkFacts): EventShape | null {
  const only = onlyText(facts)
  if (only === null) return null
  for (const match of data.matchAll(textKey)) {
    const start = match.index + match[0].length
    const end = closingQuote(data, start)
    if (end < 0) return null
    const before = data.slice(0, start)
    const after = data.slice(end)
    const tried = onlyText(chunkFacts(JSON.parse(before + probe + after)))
    if (tried?.text !== probe || tried.isVisible !== only.isVisible || tried.choice !== only.choice) continue
    const { choice, isVisible } = only
    return { before: Buffer.from(before), after: Buffer.from(after), choice, isVisible }
  }
  return null
}

/** Whether `bytes` from `from` to `to` are an event of this shape; its text is what lies between `before` and `after`. */
export function hasShape({ before, after }: EventShape, bytes: Uint8Array, from: number, to: number): boolean {
  const start = from + before.length
  const end = to - after.length
  if (end <= start) return false
  for (let i = before.length - 1; i >= 0; i--) if (bytes[from + i] !== before[i]) return false
  for (let i = after.length - 1; i >= 0; i--) if (bytes[end + i] !== after[i]) return false
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte === quote || byte === backslash || byte < firstPrintable) return false
  }
  return true
}

function onlyText({ choices, usage, error }: ChunkFacts): { text: string; isVisible: boolean; choice: number } | null {
  const [choice] = choices
  if (choice === undefined || choices.length > 1 || usage !== null || error !== null) return null
  const { visible, hidden, tool, finishReason, index } = choice
  if (tool !== '' || finishReason !== null || (visible === '') === (hidden === '')) return null
  return { text: visible + hidden, isVisible: visible !== '', choice: index }
}

function closingQuote(data: string, start: number): number {
  for (let i = start; i < data.length; i++) {
    if (data[i] === '\\') i++
    else if (data[i] === '"') return i
  }
  return -1
}
