import type { Chart, OmittedChart } from '../../../reports/chart.ts'
import { chartFigure, emptyFigure, isFull } from '../../../reports/page/chart-figure.ts'
import type { Markup } from '../../../reports/page/html.ts'
import type { FigureSection } from '../../../reports/page/run-page.ts'
import { drawChart } from '../draw/draw-chart.ts'

/**
 * Widths at which still charts are drawn, px: a column of a desktop page or of A4, and a phone; and the whole of a desktop page for the charts
 * that have it. None is shown wider than it was drawn, so that letters have one size in all of them.
 */
export const stillWidths = { wide: 640, narrow: 336, broad: 1088 } as const

export interface DrawnSection {
  readonly title: string
  readonly charts: readonly (Chart | OmittedChart)[]
  /** Set below the charts. */
  readonly below?: Markup | false
}

/** Draws the charts of a page and sets them under their headings; `isStill`: no script will bring them to life. */
export function drawSections(sections: readonly DrawnSection[], isStill = false): readonly FigureSection[] {
  return sections.map(({ title, charts, below = false }) => {
    const figures = charts.map((chart) => drawFigure(chart, isStill))
    return { title, figures: below === false ? figures : [...figures, below] }
  })
}

function drawFigure(chart: Chart | OmittedChart, isStill: boolean): Markup {
  if ('omitted' in chart) return emptyFigure(chart)
  return chartFigure(chart, isStill, {
    wide: drawChart(chart, stillWidths.wide),
    narrow: drawChart(chart, stillWidths.narrow),
    broad: isFull(chart) ? drawChart(chart, stillWidths.broad) : null,
  })
}
