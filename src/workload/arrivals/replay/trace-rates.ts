import { InfbenchError } from '../../../core/errors.ts'
import { nsToS } from '../../../core/units.ts'
import type { TracePlan } from '../../run-plan.ts'
import type { Instant } from '../../sources/formats/trace-row.ts'
import { between } from '../../sources/formats/values.ts'
import { opensServeGen, openSource } from '../../sources/open-source.ts'
import { badRowNotes } from '../../sources/traces/bad-rows.ts'
import { scanTrace } from '../../sources/traces/scan-trace.ts'
import { RateCounter } from './count-rates.ts'
import type { Rates } from './rate-table.ts'

/**
 * The rates of a trace's requests, counted in spans of `everyNs` from the earliest on. The trace is read and not held, twice where a row
 * is earlier than the first. Errors: `source.*`.
 */
export async function traceRates(
  trace: TracePlan,
  everyNs: number,
): Promise<{ readonly rates: Rates; readonly notes: readonly string[] }> {
  const counted = (await opensServeGen(trace)) ? await countDrawn(trace, everyNs) : await countRows(trace, everyNs)
  const rates = counted.counter.rates()
  if (rates === null) throw noRates(trace, 'one time for all')
  return { rates, notes: counted.notes.map((note) => `${trace.path}: ${note}`) }
}

interface Counted {
  readonly counter: RateCounter
  readonly notes: readonly string[]
}

async function countDrawn(trace: TracePlan, everyNs: number): Promise<Counted> {
  const { rows, badRows } = await openSource(trace)
  const counter = new RateCounter(everyNs, 0)
  for (const { timestampNs } of rows ?? []) add(counter, timestampNs ?? 0, trace, everyNs)
  return { counter, notes: badRows === undefined ? [] : badRowNotes(badRows) }
}

async function countRows(trace: TracePlan, everyNs: number, fromNs = 0): Promise<Counted> {
  const counter = new RateCounter(everyNs, fromNs)
  let first: Instant | null = null
  let timeless = 0
  const read = await scanTrace(trace, ({ at }) => {
    if (at === undefined || at === null) return void timeless++
    first ??= at
    add(counter, between(first, at), trace, everyNs)
  })
  if (timeless > 0) throw noRates(trace, first === null ? 'rows without' : `${timeless} rows without`)
  return counter.early > 0 ? countRows(trace, everyNs, counter.earliestNs) : { counter, notes: badRowNotes(read) }
}

function add(counter: RateCounter, timeNs: number, { path }: TracePlan, everyNs: number): void {
  try {
    counter.add(timeNs)
  } catch (cause) {
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected requests whose rate can be replayed every ${nsToS(everyNs)} s, got ${(cause as Error).message}`,
      hint: 'set every beside shape.replay.trace longer, or look at the times: infbench workload inspect FILE',
      cause,
    })
  }
}

const noRates = ({ path }: TracePlan, got: string) =>
  new InfbenchError('source.unreadable', {
    message: `${path}: expected times whose rate can be replayed, got ${got}`,
    hint: 'name a trace that tells when requests came, or a table of seconds and rates (shape: {replay: {file: rates.csv}})',
  })
