import type { Content, ImportFile, JsonRow } from '../imported-run.ts'
import { parseJson } from './parse-json.ts'

/** A file of this text; JSON is parsed at the first look and once. */
export function openFile(path: string, text: string, beside: readonly ImportFile[] = []): ImportFile {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  let content: Content | null = null
  return {
    ...{ path, text: plain, beside },
    get content() {
      content ??= contentOf(plain)
      return content
    },
  }
}

function contentOf(text: string): Content {
  const start = text.trimStart()
  if (!/^[{[]/.test(start)) return { kind: 'text' }
  const whole = parseJson(text)
  if ('value' in whole) return { kind: 'json', value: whole.value }
  const lines = linesOf(text)
  const [first] = lines
  const isLines = first !== undefined && lines.length > 1 && 'value' in parseJson(first.text)
  if (isLines) return rowsOf(lines)
  // `[2026-11-22 10:00:00] INFO ...` is a log
  return /^(?:\{\s*["}]|\[\s*[{["\]\d])/.test(start) && !/^\[\d+-/.test(start)
    ? { kind: 'broken', line: whole.line, fault: whole.fault }
    : { kind: 'text' }
}

interface Line {
  readonly line: number
  readonly text: string
}

function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .map((part, index) => ({ line: index + 1, text: part }))
    .filter(({ text: part }) => part.trim() !== '')
}

function rowsOf(lines: readonly Line[]): Content {
  const rows: JsonRow[] = []
  for (const { line, text } of lines) {
    const parsed = parseJson(text)
    if (!('value' in parsed)) return { kind: 'broken', line, fault: parsed.fault }
    rows.push({ line, value: parsed.value })
  }
  return { kind: 'lines', rows }
}
