import type { SweepDocument } from '../../../metrics/search/sweep-schema.ts'
import { layOut } from '../text/columns.ts'
import { count, digits } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import type { TextStyle } from '../text/text-style.ts'

/** A stored group and what its runs say together. */
export interface ListedGroup {
  readonly startedAtMs: number
  readonly document: SweepDocument
}

/** What the columns but name and best take at most, their gaps included. */
const fixedColumns = 56

/** One line per group of runs: sweeps, searches, repeats. */
export function groupTable(groups: readonly ListedGroup[], style: TextStyle): string {
  const room = Math.max(8, Math.floor((style.columns - fixedColumns) / 2))
  const head = ['group', 'kind', 'name', 'started', 'runs', 'best', 'good/s']
  const rows = groups.map(({ startedAtMs, document: { sweepId, kind, name, points, best } }) => {
    const point = points.find(({ runId }) => runId === best)
    const label = point === undefined ? style.symbols.none : (point.label ?? point.runId)
    return [
      ...[sweepId, kind, shorten(name, room, style), when(startedAtMs), count(points.length)],
      ...[shorten(label, room, style), digits(point?.goodputPerS)],
    ]
  })
  const lines = layOut([head.map((cell) => style.dim(cell)), ...rows], { gap: 1, left: [1, 2, 3, 5] })
  return `${lines.join('\n')}\n\n${style.dim('best: the run of the highest goodput, requests/s')}\nnext: infbench show ${groups[0]?.document.sweepId}\n`
}

/** `11-21 08:45`, UTC, as in the group's id. */
const when = (wallMs: number) => new Date(wallMs).toISOString().slice(5, 16).replace('T', ' ')
