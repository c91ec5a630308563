/**
 * What a report gains where scripts run: charts that answer to the pointer and fill their width, downloads, a copy button. Everything
 * is readable without it. Bundled into the page and admitted by its hash; it evaluates no text and opens no connection.
 */
import { chartData } from './chart-data.ts'
import { enableDownloads } from './downloads.ts'
import { liveFigure } from './live-figure.ts'
import { enableSelection } from './selection/selection-bar.ts'

const figures = [...document.querySelectorAll<HTMLElement>('figure.chart')].flatMap((figure) => {
  const data = chartData(figure)
  if (data === null) return []
  const live = liveFigure(figure, data)
  enableDownloads(figure, live)
  return [live]
})
enableSelection(figures)
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) enableCopy(button)
document.addEventListener('keydown', dismissTip)

function enableCopy(button: HTMLButtonElement): void {
  const source = document.getElementById(button.dataset['copy'] ?? '')
  if (source === null || navigator.clipboard === undefined) return
  button.hidden = false
  button.addEventListener('click', () => {
    void copy(source, button)
  })
}

async function copy(source: HTMLElement, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(source.textContent ?? '')
  button.textContent = 'Copied'
}

/** Escape closes the explanation that hover or focus opened (WCAG 1.4.13). */
function dismissTip(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return
  const open = document.querySelector<HTMLElement>('.term:hover, .term:focus')
  if (open === null) return
  open.classList.add('dismissed')
  for (const end of ['mouseleave', 'blur'])
    open.addEventListener(end, () => open.classList.remove('dismissed'), { once: true })
}
