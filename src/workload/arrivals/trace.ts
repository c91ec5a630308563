import type { SourceRow } from '../sources/request-source.ts'

/** The rows' own times divided by `speedup`, the first at 0. Ends with the rows; rows without a time are an error of the caller. */
export function* traceArrivals(rows: Iterable<SourceRow>, speedup: number): Generator<number> {
  let firstNs: number | null = null
  for (const { timestampNs } of rows) {
    firstNs ??= timestampNs as number
    yield Math.round(((timestampNs as number) - firstNs) / speedup)
  }
}
