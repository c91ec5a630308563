import { dataTable } from '../page/chart-figure.ts'
import type { ChartData } from './chart-data.ts'
import { type LiveChart, mountWhenNear } from './live-chart.ts'
import type { SelectedChart } from './selection/selected-chart.ts'

/** A figure of the page with its chart, as it was made and as it is now. */
export interface LiveFigure {
  readonly base: ChartData
  readonly drawing: HTMLElement
  readonly live: LiveChart
  /** Shows a chart of some requests, with its words, table and downloads; null: of all, as it was. */
  show(chosen: SelectedChart | null): void
}

/** Mounts the chart of a figure. */
export function liveFigure(figure: HTMLElement, base: ChartData): LiveFigure {
  const drawing = figure.querySelector<HTMLElement>('.drawing') as HTMLElement
  const words = figure.querySelector<HTMLElement>('figcaption p') as HTMLElement
  const details = figure.querySelector<HTMLElement>('details') as HTMLElement
  const live = mountWhenNear(figure, base)
  const none = document.createElement('p')
  none.className = 'none-selected'
  const show = (data: ChartData | null, said: string, state: 'all' | 'some' | 'unmoved') => {
    figure.dataset['selection'] = state
    words.textContent = said
    if (data === null) {
      none.textContent = 'Nothing of what is selected.'
      drawing.append(none)
    } else none.remove()
    if (data === live.shown) return
    if (data !== null) setTable(details, data)
    void live.show(data)
  }
  return {
    ...{ base, drawing, live },
    show(chosen) {
      if (chosen === null) show(base, base.said, 'all')
      else if ('none' in chosen) show(null, chosen.none, 'some')
      else if ('chart' in chosen) show(chosen.chart, chosen.chart.said, 'some')
      else show(base, `${base.said} ${chosen.note}`, 'unmoved')
    },
  }
}

/** The rows that are drawn; every text in them is escaped by the template. */
function setTable(details: HTMLElement, { columns, rows, title }: ChartData): void {
  for (const old of details.querySelectorAll(':scope > :not(summary)')) old.remove()
  details.insertAdjacentHTML('beforeend', dataTable({ columns, rows, title }).markup)
}
