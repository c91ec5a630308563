import { csvOf } from '../csv.ts'
import type { ChartData } from './chart-data.ts'
import type { LiveChart } from './live-chart.ts'
import type { LiveFigure } from './live-figure.ts'

/** Shows the download buttons of a figure and gives each the file of what it shows at the time. */
export function enableDownloads(figure: HTMLElement, { live }: LiveFigure): void {
  const bar = figure.querySelector<HTMLElement>('.downloads')
  if (bar === null) return
  bar.hidden = false
  bar.addEventListener('click', (event) => {
    const data = live.shown
    if (data === null) return
    const kind = (event.target as HTMLElement).dataset['save']
    if (kind === 'csv') save(`${data.id}.csv`, 'text/csv', csvOf(data.columns, data.rows))
    if (kind === 'spec') save(`${data.id}.vl.json`, 'application/json', specText(data))
    if (kind === 'svg') save(`${data.id}.svg`, 'image/svg+xml', svgText(figure, live))
  })
}

/** Complete by itself: rows inside, the colours of light paper. */
function specText({ spec, rows, title }: ChartData): string {
  return `${JSON.stringify({ ...spec, title, datasets: { rows } }, null, 2)}\n`
}

/** The drawing as it is seen, with the variables of the page resolved, so that it looks the same anywhere. */
function svgText(figure: HTMLElement, live: LiveChart): string {
  const shown = live.view === null ? '.still.wide svg' : '.live svg'
  const copy = figure.querySelector(shown)?.cloneNode(true) as SVGElement
  const style = getComputedStyle(document.documentElement)
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('font-family', style.getPropertyValue('--font'))
  return new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[a-z]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
