import { runCharts } from '../../reports/charts.ts'
import { page } from '../../reports/page/page.ts'
import { runPage } from '../../reports/page/run-page.ts'
import { servedBar } from '../../reports/served/served-bar.ts'
import { readAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'
import type { ServedFrame } from './served/served-frame.ts'
import type { ReportModel } from './report-model.ts'

/** One self-contained HTML file: readable without JavaScript, live with it, closed to everything else. The same model gives the same bytes. */
export async function renderReport(model: ReportModel, frame?: ServedFrame): Promise<string> {
  const assets = await readAssets(frame !== undefined)
  const sections = drawSections(
    runCharts
      .filter(({ applies }) => applies?.(model) ?? true)
      .map(({ title, charts, below }) => ({
        ...{ title, charts: charts.map((chart) => chart(model)) },
        below: below?.(model) ?? false,
      })),
  )
  return page({
    title: `${model.name} · infbench`,
    body: runPage(model, sections, frame && servedBar(frame)),
    ...assets,
    sha256,
    isServed: frame !== undefined,
  })
}
