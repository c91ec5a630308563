import type { TextStyle } from './text-style.ts'

/** At most `width` characters: what is cut out of the middle is marked, for names differ at their ends as well. */
export function shorten(text: string, width: number, style: Pick<TextStyle, 'symbols'>): string {
  const characters = [...text]
  if (characters.length <= width) return text
  const { ellipsis } = style.symbols
  const kept = Math.max(0, width - ellipsis.length)
  const front = Math.ceil(kept / 2)
  return characters.slice(0, front).join('') + ellipsis + (kept > front ? characters.slice(front - kept).join('') : '')
}
