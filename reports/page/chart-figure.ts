import type { Chart, Column, OmittedChart, Row } from '../chart.ts'
import { formatCount } from '../format-number.ts'
import { html, jsonText, type Markup, raw } from './html.ts'

/** Rows that a table in the page holds; the CSV has all. */
const mostTableRows = 60

/** A chart drawn at several widths; the page shows the one that fits. */
export interface Still {
  readonly wide: string
  readonly narrow: string
  /** Null: the chart is never given the full width. */
  readonly broad: string | null
}

/** Charts that are given the full width of the page. */
const full = new Set(['timeline', 'roofline'])
/** Whether a chart has the width of the page. */
export const isFull = ({ id }: Pick<Chart, 'id'>): boolean => full.has(id)

/** One chart: title and link, drawing, description, data table, downloads. Without JavaScript the still drawings stay; where `isStill`, they do with it as well. */
export function chartFigure(chart: Chart, isStill: boolean, still: Still): Markup {
  const data = isStill ? null : { spec: chart.spec, columns: chart.columns, rows: columnar(chart.rows) }
  return html`
<figure class="chart${isFull(chart) && ' full'}" id="${chart.id}">
${heading(chart.id, chart.title)}
<div class="drawing" role="img" aria-labelledby="${chart.id}-title" aria-describedby="${chart.id}-text"><div class="still wide">${raw(still.wide)}</div><div class="still narrow">${raw(still.narrow)}</div>${still.broad !== null && html`<div class="still broad">${raw(still.broad)}</div>`}<div class="live" hidden></div></div>
<figcaption><p id="${chart.id}-text">${chart.description}${chart.thinning !== null && ` ${chart.thinning}`}</p>
<div class="tools"><details><summary>Data table</summary>${dataTable(chart)}</details><span class="downloads" hidden><button type="button" data-save="csv">CSV</button><button type="button" data-save="svg">SVG</button><button type="button" data-save="spec">Vega-Lite</button></span></div></figcaption>
${data !== null && html`<script type="application/json" class="chart-data">${raw(jsonText(data))}</script>`}
</figure>`
}

/** A chart with nothing to show keeps its place and anchor and says why. */
export function emptyFigure(chart: OmittedChart): Markup {
  return html`<figure class="chart none" id="${chart.id}">${heading(chart.id, chart.title)}<p class="empty">${chart.omitted}</p></figure>`
}

const heading = (id: string, title: string) =>
  html`<h3 id="${id}-title">${title} <a class="anchor" href="#${id}" aria-label="Link to: ${title}">#</a></h3>`

/** The first rows as a table, and how many more there are. */
export function dataTable({ columns, rows, title }: Pick<Chart, 'columns' | 'rows' | 'title'>): Markup {
  const head = columns.map(
    (column) => html`<th scope="col">${column.label}${column.unit !== null && ` (${column.unit})`}</th>`,
  )
  const shown = rows.slice(0, mostTableRows)
  const more =
    rows.length > shown.length &&
    html`<p class="foot">The first ${shown.length} of ${formatCount(rows.length)} rows; the CSV has all of them.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Data: ${title}"><table class="data"><thead><tr>${head}</tr></thead><tbody>${shown.map((row) => tableRow(columns, row))}</tbody></table></div>${more}`
}

function tableRow(columns: readonly Column[], row: Row): Markup {
  return html`<tr>${columns.map(({ field }) => html`<td${typeof row[field] === 'string' && html` class="text"`}>${cellText(row[field])}</td>`)}</tr>`
}

const cellText = (value: Row[string] | undefined) => (value === null || value === undefined ? '–' : String(value))

/** Rows turned on their side: each field named once. The client turns them back. */
function columnar(rows: readonly Row[]): Readonly<Record<string, readonly unknown[]>> {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return Object.fromEntries(fields.map((field) => [field, rows.map((row) => row[field] ?? null)]))
}
