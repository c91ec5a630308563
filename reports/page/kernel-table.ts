import type { ReportModel } from '../../src/report/report-model.ts'
import type { KernelRow } from '../../src/report/chart-rows.ts'
import { formatCount, formatNumber, formatShare } from '../format-number.ts'
import { html, type Markup } from './html.ts'

/** Rows of one phase; the chart's data table and CSV have the rest. */
const mostRows = 8

/** The kernels that took longest, by phase; nothing for a target that tells nothing of its kernels. */
export function kernelTable({ charts: { roofline } }: ReportModel): Markup | false {
  if (roofline === null) return false
  const phases = ['prefill', 'decode'] as const
  const rows = phases.flatMap((phase) => roofline.kernels.filter((row) => row.phase === phase).slice(0, mostRows))
  const more = roofline.kernels.length > rows.length
  return html`<section class="card" aria-labelledby="kernels-heading"><h3 id="kernels-heading">Kernels by time</h3>
<table class="figures kernels"><thead><tr><th scope="col">Kernel</th><th scope="col">Calls</th><th scope="col">ms</th><th scope="col">Share</th><th scope="col">GFLOP/s</th><th scope="col">GB/s</th><th scope="col">Of its roof</th><th scope="col">Gap, ms</th></tr></thead>
<tbody>${rows.map(tableRow)}</tbody></table>
<p class="foot">Share: of the phase’s step time. Of its roof: of what memory or arithmetic (${roofline.isa}) allows, whichever is less; more than 100${'\u00a0'}% where bytes came from a cache. Gap: time beyond that.${more && ' Shorter ones are in the data table of the chart.'}</p></section>`
}

function tableRow(row: KernelRow): Markup {
  const bound = row.boundBy === null ? '' : row.boundBy === 'memory' ? 'memory' : row.type
  const cell = (label: string, text: string) => html`<td data-label="${label}">${text}</td>`
  return html`<tr><th scope="row"><bdi>${row.name}</bdi> <span class="muted">${row.phase}</span></th>${[
    cell('calls', formatCount(row.calls)),
    cell('ms', formatNumber(row.ms)),
    cell('share', formatShare(row.share)),
    cell('GFLOP/s', formatNumber(row.gflopPerS)),
    cell('GB/s', formatNumber(row.gbPerS)),
    cell('of its roof', `${formatShare(row.roofShare)} ${bound}`),
    cell('gap, ms', formatNumber(row.gapMs)),
  ]}</tr>`
}
