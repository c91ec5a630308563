import type { TracePlan } from '../../run-plan.ts'
import type { TraceRow } from '../formats/trace-row.ts'
import { type ReadRows, readRows } from './read-rows.ts'
import { empty } from './trace-source.ts'

/** Shows every row of a trace once, in the order of the file, and holds none. Errors: `source.unreadable`, `source.empty`. */
export async function scanTrace(plan: TracePlan, see: (row: TraceRow) => void): Promise<ReadRows> {
  const sink = {
    length: 0,
    add(row: TraceRow) {
      this.length++
      see(row)
    },
  }
  const read = await readRows(plan, sink)
  if (sink.length === 0) throw empty(plan, { readRows: read.rows, badRows: read.badRows })
  return read
}
