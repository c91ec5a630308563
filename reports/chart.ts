import type { TopLevelSpec } from 'vega-lite'

/** One row of a chart: what is drawn, tabulated and exported. Flat, plain values. */
export type Row = Readonly<Record<string, string | number | boolean | null>>

/** A column of a chart's table and CSV; `unit` is printed behind the label. */
export interface Column {
  readonly field: string
  readonly label: string
  readonly unit: string | null
}

/** A chart as data: table, CSV, description and drawing all come from the same rows. */
export interface Chart {
  /** URL anchor and file name of its downloads. */
  readonly id: string
  /** Says what the chart shows. */
  readonly title: string
  /** For readers who cannot see it: what is drawn how, and what the numbers say. */
  readonly description: string
  /** What was left out of the drawing and by which rule; null: nothing was. */
  readonly thinning: string | null
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Vega-Lite 6, complete but for the rows, which belong in the data set named `rows`. */
  readonly spec: TopLevelSpec
}

/** A chart that has nothing to show says why. */
export interface OmittedChart {
  readonly id: string
  readonly title: string
  readonly omitted: string
}

/** The spec of a chart before the theme is added. */
export type SpecBody = Record<string, unknown>
