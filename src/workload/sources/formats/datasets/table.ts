import { RowFault } from '../../files/row-fault.ts'
import type { RecordValues } from '../../files/source-record.ts'
import { type ColumnRole, columnRoles, type FormatOptions, type TraceFormat } from '../trace-format.ts'
import type { Instant, TraceRow } from '../trace-row.ts'
import { instant, isAbsent, parseDate, text, type TimeUnit, tokensOrNull } from '../values.ts'
import { columnNames, findColumn, messageColumns, timeUnitOf } from './columns.ts'
import { conversationRows } from './conversation-rows.ts'
import { messagesAt } from './messages.ts'

/**
 * Any table of requests (CSV, JSON Lines, a JSON array, Parquet) whose columns go by names that are known, or that the workload
 * tells by `columns`: plain `input_tokens,output_tokens[,timestamp]`, vLLM's and SGLang's custom data sets, GuideLLM's, Hugging
 * Face data sets with prompts or messages.
 */
export const table: TraceFormat = {
  name: 'table',
  about: 'Any table with columns of lengths, times, prompts or messages; see columns',
  origin: 'plain CSV, vLLM custom data sets, GuideLLM, inference-perf, Hugging Face data sets',
  detect: (first) => columnsOf(first, {}) !== null,
  open: (options) => {
    const known = new Map<string, Columns | null>() // records of JSON need not all have the same keys
    let count = 0
    let unit: TimeUnit | null = null // of the first time, for all of them
    const timeAt = (record: RecordValues, key: string): Instant => {
      const date = parseDate(record[key])
      if (date !== null) return date
      unit ??= timeUnitOf(key, Number(record[key]))
      return instant(record, key, unit)
    }
    return (record) => {
      const keys = Object.keys(record).join()
      const columns = known.get(keys) ?? columnsOf(record, options.columns)
      if (columns === null) throw noColumns(record)
      known.set(keys, columns)
      return rowsOf(record, columns, `conversation ${count++}`, timeAt)
    }
  },
}

type Columns = Readonly<Record<ColumnRole | 'messages', string | null>>

/** Null where neither lengths nor prompts are there. */
function columnsOf(record: RecordValues, given: FormatOptions['columns']): Columns | null {
  const names = Object.keys(record)
  const isBare = names.length > 0 && names.every((name, i) => name === String(i))
  const bare: Readonly<Partial<Record<ColumnRole, string>>> = { input: '0', output: '1', time: '2' }
  const pick = (role: ColumnRole): string | null => {
    const named = given[role]
    if (named !== undefined) return named
    if (isBare) return names.length <= 3 && names.includes(bare[role] ?? '') ? (bare[role] as string) : null
    return findColumn(names, columnNames[role], role === 'time')
  }
  const messages = names.find((name) => messageColumns.includes(name) && Array.isArray(record[name])) ?? null
  const picked = Object.fromEntries(columnRoles.map((role) => [role, pick(role)])) as Record<ColumnRole, string | null>
  const isKnown = messages !== null || picked.prompt !== null || picked.input !== null
  return isKnown ? { ...picked, messages } : null
}

const noColumns = (record: RecordValues): RowFault =>
  new RowFault([], 'a column of input lengths, prompts or messages', Object.keys(record).join(', '))

function rowsOf(
  record: RecordValues,
  columns: Columns,
  fallbackId: string,
  timeAt: (record: RecordValues, key: string) => Instant,
): readonly TraceRow[] {
  const at = columns.time === null || isAbsent(record[columns.time]) ? null : timeAt(record, columns.time)
  const lengths = {
    inputTokens: columns.input === null ? null : tokensOrNull(record, columns.input),
    outputTokens: columns.output === null ? null : tokensOrNull(record, columns.output),
  }
  const id = columns.session === null || isAbsent(record[columns.session]) ? null : text(record, columns.session)
  if (columns.messages !== null && Array.isArray(record[columns.messages])) {
    const rows = conversationRows(messagesAt(record[columns.messages], columns.messages), id ?? fallbackId)
    return rows.length === 1 ? [{ ...rows[0], ...lengths, at } as TraceRow] : rows
  }
  const prompt = columns.prompt === null ? null : promptAt(record, columns.prompt)
  if (prompt === null && lengths.inputTokens === null)
    throw new RowFault([columns.input ?? columns.prompt ?? ''], 'an input length or a prompt', null)
  const answer = columns.answer === null ? undefined : record[columns.answer]
  const session = id === null ? {} : { session: { id, thinkNs: null, offsetNs: null, sharedTokens: null } }
  const content = prompt === null ? {} : { content: { kind: 'text', text: prompt } as const }
  return [{ ...lengths, at, ...content, ...(typeof answer === 'string' ? { answer } : {}), ...session }]
}

/** A prompt, or the first of several turns. */
function promptAt(record: RecordValues, key: string): string | null {
  const value = record[key]
  if (isAbsent(value)) return null
  if (Array.isArray(value) && typeof value[0] === 'string') return value[0]
  return text(record, key)
}
