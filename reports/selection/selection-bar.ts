import type { ReportModel } from '../../src/report/report-model.ts'
import { formatCount } from '../format-number.ts'
import { html, jsonText, type Markup, raw } from '../page/html.ts'

/** By which requests the charts below are drawn; shown where a script runs. Its data is what the charts are drawn again of. */
export function selectionBar({ requests, charts: { time } }: ReportModel): Markup | false {
  if (requests === null || time.endS <= 0) return false
  const { classes } = requests
  const moment = (id: string, label: string, value: number) =>
    html`<label>${label} <input type="number" id="${id}" min="0" max="${time.endS}" value="${value}" step="any" inputmode="decimal"> s</label>`
  const choice =
    classes.length > 1 &&
    html`<label>of class <select id="select-class"><option value="">any</option>${classes.map((name, i) => html`<option value="${i}">${name}</option>`)}</select></label>`
  return html`<form class="selection" id="selection" aria-label="Requests that the charts show" hidden>
<fieldset><legend>Requests due</legend>${moment('select-from', 'from', 0)} ${moment('select-to', 'to', time.endS)} ${choice}</fieldset>
<button type="reset" id="select-reset" disabled>Show all</button>
<output role="status" id="select-said">Drag across a chart over time, or name a span, to see the requests of that span in all charts.${requests.thinning !== null && ` The page holds ${requests.thinning} to choose from, ${formatCount(requests.columns.index.length)} in all.`}</output>
<script type="application/json" id="select-data">${raw(jsonText({ time, requests }))}</script>
</form>`
}
