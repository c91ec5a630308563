import type { TopLevelSpec } from 'vega-lite'
import type { Column, Row } from '../chart.ts'

/** What a figure of the page carries for its live chart and downloads. */
export interface ChartData {
  readonly id: string
  readonly title: string
  readonly spec: TopLevelSpec
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Its description, as it stands below it. */
  readonly said: string
}

/** The data of a figure; null for a chart with nothing to show. */
export function chartData(figure: HTMLElement): ChartData | null {
  const text = figure.querySelector('script.chart-data')?.textContent
  if (!text) return null
  const { spec, columns, rows } = JSON.parse(text) as {
    spec: TopLevelSpec
    columns: Column[]
    rows: Record<string, Row[string][]>
  }
  const title = figure.querySelector('h3')?.firstChild?.textContent?.trim() ?? ''
  const said = figure.querySelector('figcaption p')?.textContent ?? ''
  return { id: figure.id, title, spec, columns, rows: rowsOf(rows), said }
}

/** The page holds columns, each field named once; charts and CSV want rows. */
function rowsOf(columns: Readonly<Record<string, readonly Row[string][]>>): readonly Row[] {
  const fields = Object.entries(columns)
  const length = fields[0]?.[1].length ?? 0
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(fields.map(([field, values]) => [field, values[index] ?? null])),
  )
}
