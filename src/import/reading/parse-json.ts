/**
 * JSON as benchmark tools write it: Python adds NaN, Infinity and -Infinity, which become null and infinite numbers here.
 * A fault is told by its line; text that merely ends too soon is told as that.
 */

export type Parsed = { readonly value: unknown } | { readonly line: number; readonly fault: string }

/** `text` as JSON, or where and why it is none. */
export function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) }
  } catch (strict) {
    try {
      return { value: parsePython(text) }
    } catch {
      return faultOf(text, (strict as Error).message)
    }
  }
}

// Strings are matched first, so that nothing inside one is touched. The mark cannot stand in JSON text, only be escaped there.
const words = /"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|NaN)\b/g
const mark = '\u0001'
const numbers: Readonly<Record<string, number | null>> = { Infinity, '-Infinity': -Infinity, NaN: null }

function parsePython(text: string): unknown {
  const marked = text.replace(words, (word) => (word.startsWith('"') ? word : `"\\u0001${word}"`))
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? (numbers[value.slice(1)] ?? null) : value,
  )
}

function faultOf(text: string, message: string): Parsed {
  const end = text.trimEnd().length
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? end : Number.NaN))
  const line = text.slice(0, Number.isNaN(at) ? end : at).split('\n').length
  if (at >= end || /Unterminated/.test(message)) return { line, fault: 'ends in the middle of its JSON' }
  return { line, fault: `is no JSON here (${message})` }
}
