import type { Column, Row } from './chart.ts'

/** RFC 4180 with a header of field names; a leading `=`, `+`, `-` or `@` in text is disarmed for spreadsheets. Unknown is an empty field. */
export function csvOf(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map(({ field }) => cell(row[field])).join(','))
  return `${[columns.map(({ field }) => cell(field)).join(','), ...lines].join('\r\n')}\r\n`
}

function cell(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
