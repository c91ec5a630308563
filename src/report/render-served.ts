/** Pages that only `infbench ui` has. They hold still drawings alone and the small script that keeps them up to date. */
import { errorsChart } from '../../reports/charts/errors.ts'
import { itlChart, ttftChart } from '../../reports/charts/latency-over-time.ts'
import { loadChart } from '../../reports/charts/load.ts'
import type { Markup } from '../../reports/page/html.ts'
import { page } from '../../reports/page/page.ts'
import { livePage, livePart } from '../../reports/served/live-page.ts'
import { problemPage } from '../../reports/served/problem-page.ts'
import { runsPage } from '../../reports/served/runs-page.ts'
import { servedBar } from '../../reports/served/served-bar.ts'
import { readServedAssets } from './render/assets.ts'
import { drawSections } from './render/draw-charts.ts'
import { sha256 } from './render/sha256.ts'
import type { LiveModel } from './served/live-model.ts'
import type { RunsModel } from './served/runs-model.ts'

/** The list of all runs. */
export const renderRuns = (model: RunsModel): Promise<string> => served('runs', runsPage(model))

/** A run in progress. */
export const renderLive = (live: LiveModel): Promise<string> =>
  served(live.report.name, livePage(live, liveSections(live), servedBar({ run: null })))

/** The part of it that changes. */
export const renderLivePart = (live: LiveModel): string => livePart(live, liveSections(live)).markup

/** What went wrong. */
export const renderProblem = (status: number, message: string, hint: string | null): Promise<string> =>
  served('infbench', problemPage(status, message, hint))

/** Charts that say something while a run goes on. */
function liveSections({ report }: LiveModel) {
  const charts = [loadChart, ttftChart, itlChart, errorsChart].map((chart) => chart(report))
  return drawSections([{ title: 'So far', charts }], true)
}

async function served(title: string, body: Markup): Promise<string> {
  const assets = await readServedAssets()
  return page({ title: `${title} · infbench`, body, ...assets, sha256, isServed: true })
}
