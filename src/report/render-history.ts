import { historyChart } from '../../reports/history/history-chart.ts'
import { historyPage } from '../../reports/history/history-page.ts'
import { page } from '../../reports/page/page.ts'
import type { History } from './history/history.ts'
import { historySentences, historyTitle } from './history/history-sentences.ts'
import { readAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'

/** A history as one self-contained HTML file, by the rules of a single run's. */
export async function renderHistory(history: History): Promise<string> {
  const assets = await readAssets(false)
  const charts = history.series.map((series, place) => historyChart(history, series, place))
  const title = historyTitle(history)
  const parts = {
    title,
    sections: drawSections([{ title: 'Run after run', charts }]),
    sentences: history.series.map((series) => historySentences(history, series)),
  }
  return page({ title: `${title} · infbench`, body: historyPage(history, parts), ...assets, sha256 })
}
