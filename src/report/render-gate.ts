import { gateDotsChart } from '../../reports/gate/gate-dots.ts'
import { gateForestChart } from '../../reports/gate/gate-forest.ts'
import { gatePage } from '../../reports/gate/gate-page.ts'
import { page } from '../../reports/page/page.ts'
import type { GateReport, ReportedComputation } from './gate/gate-report.ts'
import { readAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'

/** A verdict as one self-contained HTML file: why, every metric with its bounds, single pairs, and each computation. */
export async function renderGate(report: GateReport, computations: readonly ReportedComputation[]): Promise<string> {
  const assets = await readAssets(false)
  const charts = [gateForestChart(report), gateDotsChart(report)]
  const body = gatePage(report, drawSections([{ title: 'Effects', charts }]), computations)
  return page({ title: `${report.name}: ${report.verdict} · infbench`, body, ...assets, sha256 })
}
