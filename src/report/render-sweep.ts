import { page } from '../../reports/page/page.ts'
import { sweepPage } from '../../reports/page/sweep-page.ts'
import { sweepSectionsOf } from '../../reports/sweep/sweep-charts.ts'
import { servedBar } from '../../reports/served/served-bar.ts'
import { readAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'
import type { ServedFrame } from './served/served-frame.ts'
import type { SweepReportModel } from './sweep/sweep-model.ts'

/** The report of runs made together as one self-contained HTML file, by the rules of a single run's. */
export async function renderSweep(model: SweepReportModel, frame?: ServedFrame): Promise<string> {
  const assets = await readAssets(frame !== undefined)
  const sections = drawSections(sweepSectionsOf(model))
  return page({
    title: `${model.name} · infbench`,
    body: sweepPage(model, sections, frame && servedBar(frame)),
    ...assets,
    sha256,
    isServed: frame !== undefined,
  })
}
