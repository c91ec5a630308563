import { csvRecords } from './csv-records.ts'
import { jsonDocument, jsonElements } from './json/json-elements.ts'
import { jsonLines } from './json/json-lines.ts'
import type { RecordSplitter, SourceRecord } from './source-record.ts'

/**
 * Cuts a text of any kind into records; the kind shows in its beginning: `[` opens a JSON array, `{` a JSON object, which is the
 * first of JSON Lines where its line holds it whole and a single document where it does not; anything else is CSV.
 */
export function textRecords(): RecordSplitter {
  let splitter: RecordSplitter | null = null
  let head = ''
  const open = (text: string, isLast: boolean): readonly SourceRecord[] => {
    head += text
    splitter = splitterFor(head, isLast)
    if (splitter === null) return []
    const whole = head
    head = ''
    return splitter.push(whole)
  }
  return {
    push: (text) => (splitter === null ? open(text, false) : splitter.push(text)),
    end: () => {
      const first = splitter === null ? open('', true) : []
      return [...first, ...(splitter?.end() ?? [])]
    },
  }
}

/** An object whose line is longer than this stands on no line of JSON Lines. */
const longestLine = 2 ** 26

/** Null where more has to be seen. */
function splitterFor(head: string, isLast: boolean): RecordSplitter | null {
  const start = head.trimStart()
  if (start === '') return isLast ? csvRecords() : null
  if (start.startsWith('[')) return jsonElements()
  if (!start.startsWith('{')) return csvRecords()
  const end = start.indexOf('\n')
  if (end < 0 && !isLast && start.length < longestLine) return null
  return isJson(end < 0 ? start : start.slice(0, end)) ? jsonLines() : afterBadLine(start, isLast)
}

/** A first line that is no JSON: of a document over many lines, or a bad one before lines that are good. */
function afterBadLine(start: string, isLast: boolean): RecordSplitter | null {
  const lines = start.split('\n', 3)
  if (lines.length < 3 && !isLast) return null
  return lines.slice(1).some((line) => line.trimStart().startsWith('{') && isJson(line)) ? jsonLines() : jsonDocument()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
