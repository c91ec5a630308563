import { NS_PER_MS } from '../../../core/units.ts'
import type { SourceRow } from '../request-source.ts'
import { textLines } from './text-lines.ts'
import { traceFault } from './trace-fault.ts'

/**
 * Azure's public LLM inference traces: CSV `TIMESTAMP,ContextTokens,GeneratedTokens`, times such as `2023-11-16 18:15:46.6805900`
 * (100 ns ticks, no zone), in order, CRLF line ends. Source: github.com/Azure/AzurePublicDataset.
 */
export const azureHeader = 'TIMESTAMP,ContextTokens,GeneratedTokens'

/** Rows of such a text, times from the first row's. Errors: `source.unreadable` with the line. */
export function readAzureCsv(text: string, path: string): SourceRow[] {
  const lines = textLines(text)
  const [header, number] = lines.next().value ?? ['', 1]
  if (header.trim() !== azureHeader)
    throw traceFault(path, number, `the header ${azureHeader}`, header === '' ? 'nothing' : header)
  const rows: SourceRow[] = []
  let first: Instant | null = null
  let lastNs = 0
  for (const [line, lineNumber] of lines) {
    const row = /^([^,]*),(\d{1,9}),(\d{1,9})$/.exec(line.trim())
    if (row === null) throw traceFault(path, lineNumber, 'a time and two token counts', line)
    const at = parseInstant(row[1] as string)
    if (at === null) throw traceFault(path, lineNumber, 'a time such as 2023-11-16 18:15:46.6805900', row[1] as string)
    first ??= at
    const timestampNs = (at.ms - first.ms) * NS_PER_MS + (at.ns - first.ns)
    if (timestampNs < lastNs) throw traceFault(path, lineNumber, 'times in order', `${row[1]}, before the line above`)
    lastNs = timestampNs
    rows.push({ inputTokens: Number(row[2]), outputTokens: Number(row[3]), timestampNs })
  }
  return rows
}

/** Whole seconds as ms since 1970 and the fraction in ns: one number could not hold both exactly. */
interface Instant {
  readonly ms: number
  readonly ns: number
}

const timePattern = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:00)?$/

function parseInstant(text: string): Instant | null {
  const parts = timePattern.exec(text.trim())
  if (parts === null) return null
  const ms = Date.parse(`${parts[1]}T${parts[2]}Z`)
  return Number.isNaN(ms) ? null : { ms, ns: Number((parts[3] ?? '').padEnd(9, '0')) }
}
