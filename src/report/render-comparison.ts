import { changesChart } from '../../reports/compare/changes.ts'
import { cumulativeChart } from '../../reports/compare/cumulative.ts'
import { forestChart } from '../../reports/compare/forest.ts'
import { quantileShiftChart } from '../../reports/compare/quantile-shift.ts'
import { runDotsChart } from '../../reports/compare/run-dots.ts'
import { tailOverlay } from '../../reports/compare/tail-overlay.ts'
import { comparisonPage } from '../../reports/page/comparison-page.ts'
import { page } from '../../reports/page/page.ts'
import { cumulativeRows, hasRecords, quantileMetrics, shiftRows } from './comparison/compare-quantiles.ts'
import { compareTails } from './comparison/compare-tails.ts'
import { type Comparison, type Side, sideLetters } from './comparison/comparison.ts'
import { pairRuns } from './comparison/pair-runs.ts'
import { definitionLines } from './sections/definition-lines.ts'
import { servedBar } from '../../reports/served/served-bar.ts'
import { readAssets } from './render/assets.ts'
import { type DrawnSection, drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'
import type { ServedFrame } from './served/served-frame.ts'

/** A comparison as one self-contained HTML file; with the records of all runs, in the order of its sides, it shows their whole distributions. */
export async function renderComparison(
  comparison: Comparison,
  sides: readonly Side[] = [],
  frame?: ServedFrame,
): Promise<string> {
  const assets = await readAssets(frame !== undefined)
  const all = [comparison, ...comparison.further]
  const drawn = [
    { title: 'Changes', charts: all.flatMap((one) => changeCharts(one, all.length === 1)) },
    ...(sides.length > 1 && hasRecords(sides) ? [distributions(sides)] : []),
  ]
  const definitions = definitionLines(new Set(comparison.metrics.map((change) => change.metric)))
  const names = [comparison.sides.a, ...all.map((one) => one.sides.b)].map(({ name }) => name)
  const title = `${names.slice(0, 3).join(' and ')} · infbench`
  const body = comparisonPage(comparison, drawSections(drawn), definitions, frame && servedBar(frame))
  return page({ title, body, ...assets, sha256, isServed: frame !== undefined })
}

/** Bounds and single runs where there are repeats, bars of the bare change where not. */
function changeCharts(comparison: Comparison, alone: boolean): DrawnSection['charts'] {
  const { inference, sides } = comparison
  const repeated = sides.a.runs.length > 1 || sides.b.runs.length > 1
  const dots = repeated ? [runDotsChart(comparison, alone)] : []
  return [inference.kind === 'none' ? changesChart(comparison, alone) : forestChart(comparison, alone), ...dots]
}

function distributions(sides: readonly Side[]): DrawnSection {
  const [reference, ...others] = sides as readonly [Side, ...Side[]]
  const shifts = others.map((side, i) => {
    const partners = pairRuns(reference, side)
    const rows = shiftRows(reference, partners === null ? side : { ...side, runs: partners }, partners !== null)
    return quantileShiftChart(rows, ['A', sideLetters.charAt(i + 1)], others.length === 1)
  })
  const cumulative = quantileMetrics.map((metric) => cumulativeChart(metric, cumulativeRows(sides, metric)))
  return { title: 'Whole distributions', charts: [...shifts, ...cumulative, ...compareTails(sides).map(tailOverlay)] }
}
