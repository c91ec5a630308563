import type { TimeSpan } from '../../../src/report/chart-rows.ts'
import { type PackedRequests, unpackRequests } from '../../../src/report/selection/packed-requests.ts'
import { type Selection, selected, selectionFigures, selectRows } from '../../../src/report/selection/select-rows.ts'
import { formatCount, formatMs, formatSeconds, roundTo, trimZeros } from '../../format-number.ts'
import type { LiveFigure } from '../live-figure.ts'
import { enableBrush } from './brush.ts'
import { selectedChart, selectedCharts, timeOf } from './selected-chart.ts'

interface SelectData {
  readonly time: TimeSpan
  readonly requests: PackedRequests
}

/** Lets a reader choose a span of time and a class, by hand or by dragging, and draws every chart of those requests alone. */
export function enableSelection(figures: readonly LiveFigure[]): void {
  const form = document.querySelector<HTMLFormElement>('form#selection')
  const text = document.getElementById('select-data')?.textContent
  if (form === null || !text) return
  const data = JSON.parse(text) as SelectData
  const fields = fieldsOf(form)
  const draw = drawing(data, figures, form)
  const apply = () => draw(read(fields, data))
  form.hidden = false
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('change', apply)
  form.addEventListener('reset', () => setTimeout(apply)) // the fields have their first values only then
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') form.reset()
  })
  for (const figure of figures) {
    if (timeOf(figure.base.spec) === null) continue
    figure.drawing.classList.add('can-select')
    enableBrush(
      figure.drawing,
      () => timeOf((figure.live.shown ?? figure.base).spec),
      ({ fromS, toS }) => {
        fields.from.valueAsNumber = roundTo(Math.max(data.time.startS, fromS), 4)
        fields.to.valueAsNumber = roundTo(Math.min(data.time.endS, toS), 4)
        apply()
      },
    )
  }
}

/** Shows a selection in every figure and says it. */
function drawing({ time, requests }: SelectData, figures: readonly LiveFigure[], form: HTMLFormElement) {
  const { said, reset } = fieldsOf(form)
  const records = unpackRequests(requests)
  const firstWords = said.textContent
  const lengthS = Math.max(time.endS - time.startS, Number.MIN_VALUE)
  return (span: Selection) => {
    const isAll = span.fromS <= time.startS && span.toS >= time.endS && span.className === null
    const picked = selected(records, span)
    const share = Math.min(1, Math.max(leastShare, (span.toS - span.fromS) / lengthS))
    const charts = isAll ? new Map() : selectedCharts(selectRows(picked, requests.slo, time, share))
    for (const figure of figures) figure.show(isAll ? null : selectedChart(figure.base, charts, { span, time }))
    form.classList.toggle('is-active', !isAll)
    reset.disabled = isAll
    said.textContent = isAll ? firstWords : inWords(picked, span, requests)
  }
}

/** Bins of a shorter part of the run would be too narrow to be seen. */
const leastShare = 0.001

/** What the fields say: nothing is the whole run, ends in the wrong order change places. */
function read({ from, to, className }: ReturnType<typeof fieldsOf>, { time, requests }: SelectData): Selection {
  const orElse = (value: number, whole: number) => (Number.isNaN(value) ? whole : value)
  const ends = [orElse(from.valueAsNumber, time.startS), orElse(to.valueAsNumber, time.endS)]
  const chosen = className?.value ?? ''
  return {
    fromS: Math.min(...ends),
    toS: Math.max(...ends),
    className: chosen === '' ? null : (requests.classes[Number(chosen)] ?? null),
  }
}

function fieldsOf(form: HTMLFormElement) {
  const field = (id: string) => form.querySelector(`#${id}`)
  return {
    from: field('select-from') as HTMLInputElement,
    to: field('select-to') as HTMLInputElement,
    className: field('select-class') as HTMLSelectElement | null,
    reset: field('select-reset') as HTMLButtonElement,
    said: field('select-said') as HTMLOutputElement,
  }
}

/** The selection in words, for all readers: it stands in a live region. */
function inWords(
  picked: ReturnType<typeof unpackRequests>,
  span: Selection,
  { columns, thinning }: PackedRequests,
): string {
  const { requests, failed, ttftP50Ms, ttftP95Ms } = selectionFigures(picked)
  const seconds = (value: number) => trimZeros(formatSeconds(value))
  const ofClass = span.className === null ? '' : ` of class ${span.className}`
  const held = thinning === null ? '' : ` (the page holds ${thinning})`
  const wait = ttftP50Ms === null ? '' : `; TTFT p50 ${formatMs(ttftP50Ms)}, p95 ${formatMs(ttftP95Ms)}`
  return `${formatCount(requests)} of ${formatCount(columns.index.length)} requests${held}, due from ${seconds(span.fromS)} to ${seconds(span.toS)}${ofClass}${wait}; ${failed === 0 ? 'none' : formatCount(failed)} failed. Figures outside the charts stay those of the whole run.`
}
