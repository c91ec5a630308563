import { InfbenchError } from '../../../core/errors.ts'
import type { SourcePlan } from '../../run-plan.ts'
import { azureHeader, readAzureCsv } from './azure-csv.ts'
import { sha256 } from '../fingerprint.ts'
import { readMooncakeJsonl } from './mooncake-jsonl.ts'
import type { RequestSource, SourceRow } from '../request-source.ts'

type TracePlan = Extract<SourcePlan, { kind: 'trace' }>

const readers = { 'azure-csv': readAzureCsv, 'mooncake-jsonl': readMooncakeJsonl } as const

/**
 * A recorded trace from its text. Rows with no input or no output tokens become 1 token: nothing smaller can be asked for.
 * Errors: `source.unreadable` with the line, `source.empty` when no row is left after skip and take.
 */
export function traceSource(plan: TracePlan, text: string): RequestSource {
  const looksLike = detectFormat(text)
  if (looksLike !== null && looksLike !== plan.format) {
    throw new InfbenchError('source.unreadable', {
      message: `${plan.path}: expected ${plan.format}, got what looks like ${looksLike}`,
      hint: `set format: ${looksLike} beside trace`,
    })
  }
  const all = readers[plan.format](text, plan.path)
  const end = plan.take === null ? all.length : plan.skip + plan.take
  const chosen = all.slice(plan.skip, end)
  const rows = chosen.map(atLeastOne)
  if (rows.length === 0) {
    const got = all.length === 0 ? 'none' : `${all.length} rows, of which skip leaves out ${plan.skip}`
    throw new InfbenchError('source.empty', { message: `${plan.path}: expected at least one request, got ${got}` })
  }
  return {
    name: plan.path,
    fingerprint: sha256(text),
    rows,
    notes: notesOn(plan.path, rows.filter((row, i) => row !== chosen[i]).length),
    largestTokens: rows.reduce((most, row) => Math.max(most, row.inputTokens + row.outputTokens), 0),
    draw: (rng) => rows[rng.below(rows.length)] as SourceRow,
  }
}

const atLeastOne = (row: SourceRow): SourceRow =>
  row.inputTokens > 0 && row.outputTokens > 0
    ? row
    : { ...row, inputTokens: Math.max(1, row.inputTokens), outputTokens: Math.max(1, row.outputTokens) }

const notesOn = (path: string, raised: number): string[] =>
  raised === 0 ? [] : [`${path}: ${raised} rows had 0 tokens in or out and are asked for with 1`]

/** The format that a trace's first bytes show; null when they show none. */
export function detectFormat(text: string): TracePlan['format'] | null {
  const start = text.slice(0, 4096).trimStart()
  if (start.startsWith(azureHeader)) return 'azure-csv'
  return /^\{[^\n]*"input_length"/.test(start) ? 'mooncake-jsonl' : null
}
