import { readdirSync, readFileSync } from 'node:fs'
import type { Chart } from '../../reports/chart.ts'
import { stillWidths } from '../../src/report/render/draw-charts.ts'

export interface SizedChart {
  readonly id: string
  readonly chart: Chart
  readonly width: number
}

const folders = ['../unit/reports/goldens/', '../unit/reports/sweep/goldens/']

/** Every kind of chart there is, as the golden files have it, at both widths of stills. */
export function goldenCharts(): readonly SizedChart[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url)).flatMap((file) => {
      const chart = JSON.parse(readFileSync(new URL(folder + file, import.meta.url), 'utf8')) as Chart
      return Object.values(stillWidths).map((width) => ({ id: file.replace('.json', ''), chart, width }))
    }),
  )
}
