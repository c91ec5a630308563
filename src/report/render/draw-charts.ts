import { setFlagsFromString } from 'node:v8'
import type { Chart, OmittedChart } from '../../../reports/chart.ts'
import { chartFigure, emptyFigure } from '../../../reports/page/chart-figure.ts'
import type { Markup } from '../../../reports/page/html.ts'
import type { FigureSection } from '../../../reports/page/run-page.ts'
import { staticSvg } from './static-svg.ts'

/** Widths at which still charts are drawn, px: a column of a desktop page or of A4, and a phone. */
export const stillWidths = { wide: 720, narrow: 336 } as const

export interface DrawnSection {
  readonly title: string
  readonly charts: readonly (Chart | OmittedChart)[]
  /** Set below the charts. */
  readonly below?: Markup | false
}

/**
 * Draws the charts of a page one after the other and sets them under their headings. Meanwhile V8 optimises nothing: what it would,
 * runs for a fraction of a second, and its compiler would take more CPU than all the drawing.
 */
export async function drawSections(sections: readonly DrawnSection[]): Promise<readonly FigureSection[]> {
  setFlagsFromString('--no-opt')
  try {
    return await drawAll(sections)
  } finally {
    setFlagsFromString('--opt')
  }
}

async function drawAll(sections: readonly DrawnSection[]): Promise<readonly FigureSection[]> {
  const drawn: FigureSection[] = []
  for (const { title, charts, below = false } of sections) {
    const figures: Markup[] = []
    for (const chart of charts) figures.push(await drawFigure(chart))
    drawn.push({ title, figures: below === false ? figures : [...figures, below] })
  }
  return drawn
}

async function drawFigure(chart: Chart | OmittedChart) {
  if ('omitted' in chart) return emptyFigure(chart)
  const wide = await staticSvg(chart, stillWidths.wide)
  return chartFigure(chart, { wide, narrow: await staticSvg(chart, stillWidths.narrow) })
}
