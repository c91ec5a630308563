import type { Database } from 'better-sqlite3'
import { freeId } from './merge-runs.ts'
import { type Row, rowCopier } from './table-rows.ts'

interface SweepRow {
  readonly id: number
  readonly sweep_id: string
  readonly kind: string
  readonly name: string
  readonly started_at_ms: number
  readonly body: string | null
}

type Renamed = readonly { readonly from: string; readonly to: string }[]

/**
 * Adds sweeps and searches with their runs; how many were new. One of the same id, kind, name and start is the same group, and gains the
 * runs it lacks; any other of that id gets a new one.
 */
export function mergeGroups(
  into: Database,
  from: Database,
  keys: ReadonlyMap<number, number>,
  renamed: Renamed,
): number {
  const sweeps = rowCopier(into, from, 'sweeps')
  const taken = into.prepare<[string], SweepRow>('SELECT * FROM sweeps WHERE sweep_id = ?')
  const complete = into.prepare('UPDATE sweeps SET body = coalesce(body, ?) WHERE id = ?')
  let added = 0
  for (const row of sweeps.select('ORDER BY id') as IterableIterator<SweepRow & Row>) {
    const there = taken.get(row.sweep_id)
    const body = renamedIn(row.body, renamed)
    if (there !== undefined && isSame(there, row)) {
      complete.run(body, there.id)
      addRuns(into, from, { from: row.id, to: there.id }, keys)
      continue
    }
    const id = there === undefined ? row.sweep_id : freeId(row.sweep_id, (other) => taken.get(other) !== undefined)
    const key = sweeps.insert({ ...row, sweep_id: id, body: renamedIn(body, [{ from: row.sweep_id, to: id }]) })
    addRuns(into, from, { from: row.id, to: key }, keys)
    added++
  }
  return added
}

const isSame = (a: SweepRow, b: SweepRow) =>
  a.kind === b.kind && a.name === b.name && a.started_at_ms === b.started_at_ms

/** Documents of groups name their runs. */
const renamedIn = (body: string | null, renamed: Renamed) =>
  renamed.reduce((text, { from, to }) => text?.replaceAll(JSON.stringify(from), JSON.stringify(to)) ?? null, body)

function addRuns(
  into: Database,
  from: Database,
  sweep: { readonly from: number; readonly to: number },
  keys: ReadonlyMap<number, number>,
): void {
  const members = from.prepare<[number], { run: number; label: string | null }>(
    'SELECT run, label FROM sweep_runs WHERE sweep = ? ORDER BY position',
  )
  const insert = into.prepare(
    `INSERT INTO sweep_runs (sweep, run, position, label)
     VALUES (@sweep, @run, (SELECT count(*) FROM sweep_runs WHERE sweep = @sweep), @label) ON CONFLICT DO NOTHING`,
  )
  for (const { run, label } of members.iterate(sweep.from)) insert.run({ sweep: sweep.to, run: keys.get(run), label })
}
