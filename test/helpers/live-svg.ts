import * as vega from 'vega'
import { compile } from 'vega-lite'
import type { Chart } from '../../reports/chart.ts'
import { sizeSpec } from '../../reports/size-spec.ts'
import { textWidth } from '../../src/report/draw/text-width.ts'

const quiet = vega.logger(vega.Error)

/** A chart as Vega draws it in the page, which is what stills are held against. */
export async function liveSvg(chart: Chart, width: number): Promise<string> {
  const metrics = (
    vega as unknown as { textMetrics: { width: (item: { fontSize?: number }, text: unknown) => number } }
  ).textMetrics
  metrics.width = (item, text) => textWidth(String(text ?? ''), item.fontSize ?? 11)
  const { spec } = compile(sizeSpec(chart.spec, chart.rows, width), { logger: quiet })
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: quiet })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
