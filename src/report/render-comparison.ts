import { changesChart } from '../../reports/compare/changes.ts'
import { tailOverlay } from '../../reports/compare/tail-overlay.ts'
import { comparisonPage } from '../../reports/page/comparison-page.ts'
import { page } from '../../reports/page/page.ts'
import { compareTails } from './comparison/compare-tails.ts'
import type { Comparison, RunSide } from './comparison/comparison.ts'
import { definitionLines } from './sections/definition-lines.ts'
import { servedBar } from '../../reports/served/served-bar.ts'
import { readAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'
import type { ServedFrame } from './served/served-frame.ts'

/** A comparison as one self-contained HTML file; with the records of both runs it shows their whole distributions. */
export async function renderComparison(
  comparison: Comparison,
  sides?: { readonly a: RunSide; readonly b: RunSide },
  frame?: ServedFrame,
): Promise<string> {
  const assets = await readAssets(frame !== undefined)
  const tails = sides === undefined ? [] : compareTails(sides.a, sides.b)
  const sections = drawSections([
    { title: 'Changes and whole distributions', charts: [changesChart(comparison), ...tails.map(tailOverlay)] },
  ])
  const definitions = definitionLines(new Set(comparison.metrics.map((change) => change.metric)))
  const title = `${comparison.a.name} and ${comparison.b.name} · infbench`
  return page({
    title,
    body: comparisonPage(comparison, sections, definitions, frame && servedBar(frame)),
    ...assets,
    sha256,
    isServed: frame !== undefined,
  })
}
