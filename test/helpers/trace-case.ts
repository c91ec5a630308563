import type { LengthPlan, TracePlan } from '../../src/workload/run-plan.ts'
import type { RequestSource, SourceRow } from '../../src/workload/sources/request-source.ts'
import { readTrace, type ReadTrace } from '../../src/workload/sources/traces/read-trace.ts'
import { traceSource } from '../../src/workload/sources/traces/trace-source.ts'

const fixed = (tokens: number): LengthPlan => ({ kind: 'fixed', tokens })

/** A plan of a trace at `path`, every default filled in. */
export const tracePlan = (path: string, over: Partial<TracePlan> = {}): TracePlan => ({
  ...{ kind: 'trace', path, format: null, columns: {}, skip: 0, take: null, skipBadRows: false, sharing: true },
  missing: { input: fixed(512), output: fixed(128) },
  ...over,
})

/** The text's bytes in pieces of `size`, as a file would come. */
export function* pieces(text: string, size = 7): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** A trace of this text, read in small pieces. */
export const readText = (text: string, path = 'a.csv', over: Partial<TracePlan> = {}): Promise<ReadTrace> =>
  readTrace(tracePlan(path, over), pieces(text))

/** The rows of a text. */
export const rowsOf = async (text: string, over: Partial<TracePlan> = {}): Promise<SourceRow[]> => [
  ...(await readText(text, 'a.csv', over)).rows,
]

/** The source that a text makes. */
export const sourceOf = (text: string, path = 'a.csv', over: Partial<TracePlan> = {}): Promise<RequestSource> =>
  traceSource(tracePlan(path, over), pieces(text))

/** Code and message of the error that reading a text ends with. */
export const refusalOf = (text: string, path = 'a.csv', over: Partial<TracePlan> = {}): Promise<unknown> =>
  sourceOf(text, path, over).then(
    () => null,
    (error: unknown) => error,
  )
