import type { SourceRow } from '../sources/request-source.ts'
import type { RowList } from '../sources/rows/row-list.ts'
import { callGraph } from './call-graph.ts'
import { continuations } from './continuation.ts'
import type { SessionSource, SourceCall, SourceSession } from './session-source.ts'

/**
 * The sessions of a trace, in order of their first row; rows that belong to none are sessions of one call. Where every call
 * of a session tells when it began and how long it took, the times say which waited for which; else each waits for the one before.
 */
export function recordedSessions(rows: RowList): SessionSource {
  const places = placesOf(rows)
  return {
    count: places.length,
    take: (position) => sessionOf((places[position % places.length] as readonly number[]).map((row) => rows.get(row))),
  }
}

function placesOf(rows: RowList): readonly (readonly number[])[] {
  const byId = new Map<string, number[]>()
  const places: number[][] = []
  for (let i = 0; i < rows.length; i++) {
    const id = rows.get(i).session?.id
    const known = id === undefined ? undefined : byId.get(id)
    if (known !== undefined) known.push(i)
    else {
      const own = [i]
      places.push(own)
      if (id !== undefined) byId.set(id, own)
    }
  }
  return places
}

function sessionOf(rows: readonly SourceRow[]): SourceSession {
  const ordered = inOrder(rows)
  const edges = timedEdges(ordered) ?? ordered.map((row, i) => chained(row, i))
  const continued = continuations(
    ordered,
    edges.map(({ parents }) => parents),
  )
  const calls = ordered.map((row, i): SourceCall => ({ row, ...edgesAt(edges, i), continues: continued[i] ?? null }))
  return { startNs: ordered[0]?.timestampNs ?? null, calls }
}

type Edges = Pick<SourceCall, 'parents' | 'gapNs'>

const edgesAt = (edges: readonly Edges[], i: number): Edges => edges[i] as Edges

const chained = ({ session }: SourceRow, i: number): Edges =>
  i === 0 ? { parents: [], gapNs: 0 } : { parents: [i - 1], gapNs: session?.thinkNs ?? null }

/** When a call began: by the trace's clock, or by its session's own. */
const startOf = ({ timestampNs, session }: SourceRow): number | null => timestampNs ?? session?.offsetNs ?? null

function inOrder(rows: readonly SourceRow[]): readonly SourceRow[] {
  const starts = rows.map(startOf)
  if (starts.includes(null)) return rows
  return rows
    .map((row, i) => ({ row, at: starts[i] as number, i }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ row }) => row)
}

/** Null where a call's begin or end is not known. */
function timedEdges(rows: readonly SourceRow[]): Edges[] | null {
  const times = rows.flatMap((row) => {
    const startNs = startOf(row)
    const durationNs = row.session?.durationNs ?? null
    return startNs === null || durationNs === null ? [] : [{ startNs, endNs: startNs + durationNs }]
  })
  return times.length < rows.length ? null : callGraph(times)
}
