import { InfbenchError } from '../../../core/errors.ts'
import type { TracePlan } from '../../run-plan.ts'
import type { Need } from '../need.ts'
import type { RequestSource } from '../request-source.ts'
import type { RowList } from '../rows/row-list.ts'
import { type ReadTrace, readTrace } from './read-trace.ts'

/**
 * A recorded trace or a data set from its file, of a large one no more than `need` says (whole sessions where it `plays` them). Errors: `source.unreadable` with line and column,
 * `source.empty` when no row is left after skip and take.
 */
export async function traceSource(
  plan: TracePlan,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null = null,
  need: Need | null = null,
  plays = false,
): Promise<RequestSource> {
  const trace = await readTrace(plan, chunks, need, plays)
  const { rows } = trace
  if (rows.length === 0) throw empty(plan, trace)
  return {
    name: plan.path,
    format: trace.format,
    fingerprint: trace.fingerprint,
    badRows: { badRows: trace.badRows, records: trace.records },
    untold: trace.untold,
    rows,
    notes: trace.notes.map((note) => `${plan.path}: ${note}`),
    largestTokens: trace.largestTokens,
    ...(trace.isPart ? { isPart: true } : {}),
    draw: (rng) => rows.get(rng.below(rows.length)),
  }
}

/** That no row is left after skip and take. */
export function empty(
  { path, skip }: TracePlan,
  { readRows, badRows }: Pick<ReadTrace, 'readRows' | 'badRows'>,
): InfbenchError {
  const bad = badRows === 0 ? 'none' : `none that can be read (${badRows} cannot)`
  const got = readRows === 0 ? bad : `${readRows} rows, of which skip leaves out ${skip}`
  return new InfbenchError('source.empty', { message: `${path}: expected at least one request, got ${got}` })
}

/** Input plus output tokens of the largest row. */
export function largest(rows: RowList): number {
  let most = 0
  for (let i = 0; i < rows.length; i++) {
    const { inputTokens, outputTokens } = rows.get(i)
    most = Math.max(most, inputTokens + outputTokens)
  }
  return most
}
