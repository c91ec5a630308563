import type { RunDocument } from '../../../metrics/run-document.ts'
import type { RunListing } from '../../../store/open-store.ts'
import { layOut } from '../text/columns.ts'
import { count, digits, grouped } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import type { TextStyle } from '../text/text-style.ts'

/** A stored run and the document kept when it ended; null for one that has not ended or was killed. */
export interface ListedRun {
  readonly listing: RunListing
  readonly document: RunDocument | null
}

/** What the columns of fixed content take at most, their gaps included; names and targets share the rest. */
const fixedColumns = 73
const narrow = 95

/** One line per run. A narrow terminal has no room for the target and the start, which the run's id tells as well. */
export function listTable(runs: readonly ListedRun[], style: TextStyle): string {
  const isNarrow = style.columns < narrow
  const spare = style.columns - fixedColumns
  const room = isNarrow ? spare + 12 : Math.floor(spare / 2)
  const head = ['run', 'name', ...(isNarrow ? [] : ['target', 'started']), 'n', 'TTFT', 'TPOT', 'tok/s', '']
  const rows = runs.map(({ listing, document }) => [
    ...[listing.runId, shorten(listing.name, room, style)],
    ...(isNarrow ? [] : [shorten(listing.target.model, room, style), when(listing.startedAtMs)]),
    ...[
      count(requestsOf({ listing, document })),
      digits(document?.metrics.ttftMs.p50),
      digits(document?.metrics.tpotMs.p50),
    ],
    ...[grouped(document?.throughput.outputTokensPerS), stateText(listing, style) + mark(document)],
  ])
  const left = isNarrow ? [1, 6] : [1, 2, 3, 8]
  const lines = layOut([head.map((cell) => style.dim(cell)), ...rows], { gap: 1, left })
  const newest = runs[0] as ListedRun
  const imported = runs.some(({ document }) => mark(document) !== '') ? '; *: imported from another tool' : ''
  return `${lines.join('\n')}\n\n${style.dim(`TTFT and TPOT: p50 in ms${imported}`)}\nnext: infbench show ${newest.listing.runId}\n`
}

const mark = (document: RunDocument | null) => (document?.imported === undefined ? '' : '*')

/** Those stored, or where a file had none of them, those that its tool counted. */
function requestsOf({ listing, document }: ListedRun): number {
  const { completed = null, failed = null } = document?.imported?.requests ?? {}
  return Math.max(listing.requests.stored, (completed ?? 0) + (failed ?? 0))
}

/** How it ended, or when it ended well, how far it can be trusted. */
function stateText({ state, status }: RunListing, style: TextStyle): string {
  if (state === 'running') return style.cyan('running')
  if (state !== 'completed') return style.red(state)
  if (status === null) return style.dim('no summary')
  return { valid: style.green, degraded: style.yellow, invalid: style.red }[status](status)
}

/** `11-21 08:45`, UTC, as in the run's id. */
const when = (wallMs: number) => new Date(wallMs).toISOString().slice(5, 16).replace('T', ' ')
