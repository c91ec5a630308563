import * as vega from 'vega'
import { compile } from 'vega-lite'
import type { Chart } from '../../../reports/chart.ts'
import { sizeSpec } from '../../../reports/size-spec.ts'
import { escapeText } from '../../../reports/page/html.ts'
import { textWidth } from './text-width.ts'
import { tidySvg } from './tidy-svg.ts'

/**
 * Draws a chart without a browser, `width` px wide, by the same spec and compiler as the live one; readable with neither JavaScript
 * nor network. Expressions are compiled here, which takes half the time of interpreting them; the page's policy forbids it there.
 */
export async function staticSvg(chart: Chart, width: number): Promise<string> {
  measureWithoutCanvas()
  const compiled = compile(sizeSpec(chart.spec, chart.rows, width), { logger: quiet }).spec
  const runtime = vega.parse(compiled)
  const view = new vega.View(runtime, { renderer: 'none', logger: quiet })
  try {
    return tidySvg(await view.toSVG(), `${chart.id}-${width}`, escapeText(chart.title))
  } finally {
    view.finalize()
  }
}

// Errors throw by themselves; Vega's warnings concern authors of specs and would end up in the terminal of a user.
const quiet = vega.logger(vega.Error)

type TextItem = { readonly fontSize?: number }

/** Vega's own guess is 0.8 em a letter, half again too wide: legends would gape and labels be dropped. */
function measureWithoutCanvas(): void {
  const metrics = (vega as unknown as { textMetrics: { width: (item: TextItem, text: unknown) => number } }).textMetrics
  metrics.width = (item, text) => textWidth(String(text ?? ''), item.fontSize ?? 11)
}
