import type { LatencyLine } from '../../src/report/report-model.ts'
import { decimalsFor, formatCount, formatFixed, formatNumber } from '../format-number.ts'
import { html, type Markup } from './html.ts'
import { type Glossary, term } from './term.ts'

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const

/** Every distribution of the run; percentiles that rest on too few independent values are marked. */
export function latencyTable(lines: readonly LatencyLine[], glossary: Glossary): Markup {
  if (lines.length === 0) return html`<p class="empty">No latency was observed.</p>`
  const head = statistics.map((name) => html`<th scope="col">${name}</th>`)
  const marked = lines.some((line) => line.unsettled.length > 0)
  return html`<table class="figures wide">
<thead><tr><th scope="col">Metric</th><th scope="col">Unit</th><th scope="col">n</th><th scope="col">n<sub>eff</sub></th>${head}</tr></thead>
<tbody>${lines.map((line) => row(line, glossary))}</tbody></table>
${marked && html`<p class="foot">n<sub>eff</sub>: how many independent values the n are worth. † Rests on fewer than this percentile needs (13 for p50, 64 for p90, 130 for p95, 662 for p99): read it as an indication.</p>`}`
}

function row(line: LatencyLine, glossary: Glossary): Markup {
  const decimals = decimalsFor([line.p50])
  const cells = statistics.map((name) => {
    const weak = line.unsettled.includes(name)
    return html`<td data-label="${name}"${weak && html` class="weak"`}>${formatFixed(line[name], decimals)}${weak && html`<span aria-label="few samples">†</span>`}</td>`
  })
  const unit = line.unit.replace('tokens', 'tok')
  return html`<tr><th scope="row">${term(glossary, line.metric, line.label, 'latency')}</th><td data-label="unit" class="unit">${unit}</td><td data-label="n">${formatCount(line.n)}</td><td data-label="n eff">${formatNumber(line.effective)}</td>${cells}</tr>`
}
