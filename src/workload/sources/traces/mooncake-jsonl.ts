import { msToNs } from '../../../core/units.ts'
import { isMapping } from '../../file/fault.ts'
import type { SourceRow } from '../request-source.ts'
import { textLines } from './text-lines.ts'
import { traceFault } from './trace-fault.ts'

/**
 * Mooncake's traces: one JSON a line, `{"timestamp": ms, "input_length": tokens, "output_length": tokens, "hash_ids": [...]}`.
 * The hash ids (shared prefix blocks) are not replayed: every prompt is unique. Source: github.com/kvcache-ai/Mooncake.
 */
const shape = 'a line such as {"timestamp": 0, "input_length": 6758, "output_length": 500}'

/** Rows of such a text, times from the first row's. Errors: `source.unreadable` with the line. */
export function readMooncakeJsonl(text: string, path: string): SourceRow[] {
  const rows: SourceRow[] = []
  let firstMs: number | null = null
  let lastMs = Number.NEGATIVE_INFINITY
  for (const [line, number] of textLines(text)) {
    const value = parseLine(line)
    if (value === null) throw traceFault(path, number, shape, line)
    const { timestamp, input_length: input, output_length: output } = value
    if (!isNumber(timestamp)) throw traceFault(path, number, 'timestamp in ms', JSON.stringify(timestamp) ?? 'none')
    if (!isCount(input)) throw traceFault(path, number, 'input_length in tokens', JSON.stringify(input) ?? 'none')
    if (!isCount(output)) throw traceFault(path, number, 'output_length in tokens', JSON.stringify(output) ?? 'none')
    if (timestamp < lastMs) throw traceFault(path, number, 'times in order', `timestamp ${timestamp} after ${lastMs}`)
    firstMs ??= timestamp
    lastMs = timestamp
    rows.push({ inputTokens: input, outputTokens: output, timestampNs: msToNs(timestamp - firstMs) })
  }
  return rows
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return isMapping(value) ? value : null
  } catch {
    return null
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
