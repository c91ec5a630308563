import { JsonRecord } from './json-record.ts'
import type { RecordSplitter, SourceRecord } from '../source-record.ts'

/** JSON Lines: an object on each line, ends LF or CRLF, empty lines left out. */
export function jsonLines(): RecordSplitter {
  let rest = ''
  let line = 0
  const cut = (text: string, isLast: boolean) => {
    const records: SourceRecord[] = []
    let start = 0
    for (let end = text.indexOf('\n'); start < text.length; end = text.indexOf('\n', start)) {
      if (end < 0 && !isLast) break
      const record = end < 0 ? text.slice(start) : text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
      line++
      if (record.trim() !== '') records.push(new JsonRecord(record, line, 1))
      start = end < 0 ? text.length : end + 1
    }
    rest = text.slice(start)
    return records
  }
  return { push: (text) => cut(rest + text, false), end: () => cut(rest, true) }
}
