import type { SourceRow } from '../sources/request-source.ts'

/** The rows' own times divided by `speedup`, the first at 0. Ends with the rows; rows without a time are an error of the caller. */
export function* traceArrivals(rows: readonly SourceRow[], speedup: number): Generator<number> {
  const firstNs = rows[0]?.timestampNs ?? 0
  for (const row of rows) yield Math.round(((row.timestampNs as number) - firstNs) / speedup)
}
