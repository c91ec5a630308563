import type {
  GateReport,
  ReportedComputation,
  ReportedMetric,
  ReportedSide,
  VerdictWord,
} from '../../src/report/gate/gate-report.ts'
import { formatChange, formatNumber, formatShare, formatUsd } from '../format-number.ts'
import { html, type Markup } from '../page/html.ts'
import { brand, readableDate } from '../page/masthead.ts'
import { chartSections, type FigureSection } from '../page/run-page.ts'

/** By which of the page's three tones each verdict is told, beside its word. */
const tones: Readonly<Record<VerdictWord, 'valid' | 'degraded' | 'invalid'>> = {
  pass: 'valid',
  warn: 'degraded',
  inconclusive: 'degraded',
  regression: 'invalid',
  incomparable: 'invalid',
}

/** The body of a verdict: the verdict and why, the sides, effects, limits, and each computation behind a click. */
export function gatePage(
  report: GateReport,
  sections: readonly FigureSection[],
  computations: readonly ReportedComputation[],
): Markup {
  const { name, id, policy, createdAt, baseline, candidate } = report
  return html`
<a class="skip" href="#main">Skip to the verdict</a>
${brand('gate', id)}
<main id="main">
<section class="lead" aria-labelledby="title">
<h1 id="title"><bdi>${name}</bdi></h1>
<p class="sub">policy <bdi>${policy}</bdi> · <time datetime="${createdAt}">${readableDate(createdAt)}</time></p>
${verdictStrip(report)}
<div class="sentences">${report.faults.length === 0 && report.reasons.map((reason) => html`<p>${reason}</p>`)}</div>
</section>
<div class="cards wide">${sideCard('Baseline', baseline)}${sideCard('Candidate', candidate)}</div>
<section class="card spaced" aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>${metricTable(report)}</section>
${report.limits.length > 0 && limitCard(report)}
${chartSections(sections)}
${computations.length > 0 && html`<h2 id="computations">Computations</h2>`}
${computations.map(computationCard)}
</main>
<footer>Made by infbench ${report.infbench}. This file is complete by itself and loads nothing from the network.</footer>`
}

/** The verdict in words, never by colour alone; what forbids one, each with what to do about it. */
function verdictStrip({ verdict, exitCode, faults }: GateReport): Markup {
  const list = faults.map(
    ({ code, message, hint }) =>
      html`<li><code class="code invalid">${code}</code><span>${message}${hint === null ? '' : html`<span class="hint"> → ${hint}</span>`}</span></li>`,
  )
  return html`<div class="strip ${tones[verdict]}" role="note" aria-label="Verdict"><p><span class="stamp">${capital(verdict)}</span> <span class="muted">exit code ${exitCode}</span></p>${list.length > 0 && html`<ul>${list}</ul>`}</div>`
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function sideCard(title: string, { label, target, runs }: ReportedSide): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['Named', label],
    ['Target', target ?? '–'],
    ['Runs', runs.length === 0 ? 'none' : `${runs.length}: ${runs.join(', ')}`],
  ]
  const lines = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)
  return html`<section class="card"><h2>${title}</h2><dl class="pairs facts">${lines}</dl></section>`
}

function metricTable(report: GateReport): Markup {
  return html`<table class="figures changes">
<thead><tr><th scope="col">Metric</th><th scope="col">Baseline</th><th scope="col">Candidate</th><th scope="col">Effect</th><th scope="col">Bounds</th><th scope="col">Margin</th><th scope="col">Found from</th><th scope="col">p</th><th scope="col" class="text">Verdict</th></tr></thead>
<tbody>${report.metrics.map(metricRow)}</tbody></table>
<p class="foot">Figures are medians over runs; effects and bounds are shares, + is worse whichever way the metric counts.${basis(report)}</p>`
}

/** What the bounds stand on. */
function basis({ inference, pairs, mode }: GateReport): string {
  if (inference === null) return ''
  const { attainableAlpha, arrangements, exact, power, notes } = inference
  const found = `A change is found from the size on that ${formatShare(power)} of such gates would find.`
  if (mode === 'history')
    return ` Bounds by a prediction interval over ${pairs.used} past runs, ${notes.join(', ')}. ${found}`
  const weighed = exact ? 'every one weighed' : 'drawn at random'
  const level =
    attainableAlpha === null
      ? 'no level is attained by so few'
      : `${formatShare(1 - attainableAlpha)} confidence, for all metrics at once`
  return ` Bounds by sign flips of ${pairs.used} pairs, ${formatNumber(arrangements)} patterns, ${weighed}: ${level}. ${found}`
}

function metricRow(metric: ReportedMetric): Markup {
  const { label, effectShare, lowerShare, upperShare, marginShare, detectableShare, pValue, verdict } = metric
  const bounds = effectShare === null ? '–' : `${formatChange(lowerShare)} to ${formatChange(upperShare)}`
  return html`<tr><th scope="row">${label}</th><td data-label="baseline">${valueOf(metric.baselineMedian, metric.unit)}</td><td data-label="candidate">${valueOf(metric.candidateMedian, metric.unit)}</td><td data-label="effect">${formatChange(effectShare)}</td><td data-label="bounds">${bounds}</td><td data-label="margin">${formatShare(marginShare)}</td><td data-label="found from">${formatShare(detectableShare)}</td><td data-label="p">${pValue === null ? '–' : String(Number(pValue.toPrecision(2)))}</td>${verdictCell(verdict)}</tr>`
}

const verdictCell = (verdict: VerdictWord): Markup =>
  html`<td data-label="" class="text"><span class="stamp-word ${tones[verdict]}">${verdict}</span></td>`

function valueOf(value: number | null, unit: string): string {
  if (unit === 'share') return formatShare(value)
  if (unit === 'USD') return formatUsd(value)
  return value === null
    ? formatNumber(null)
    : `${formatNumber(value, 4)}\u00a0${unit.replace('tokens', 'tok').replace('requests', 'req')}`
}

function limitCard({ limits }: GateReport): Markup {
  const rows = limits.map(
    ({ expression, verdict, why }) =>
      html`<tr><th scope="row"><bdi>${expression}</bdi></th><td data-label="why" class="text">${why}</td>${verdictCell(verdict)}</tr>`,
  )
  return html`<section class="card spaced" aria-labelledby="limits"><h2 id="limits">Limits</h2><table class="figures"><thead><tr><th scope="col">Limit</th><th scope="col" class="text">Candidate</th><th scope="col" class="text">Verdict</th></tr></thead><tbody>${rows}</tbody></table></section>`
}

function computationCard({ metric, steps }: ReportedComputation): Markup {
  const shown = steps.map(({ title, lines, table }) => {
    const names = table?.head ?? []
    const rows = table?.rows.map(([first, ...others]) => {
      const cells = others.map((cell, i) => html`<td data-label="${names[i + 1]}">${cell}</td>`)
      return html`<tr><th scope="row">${first}</th>${cells}</tr>`
    })
    const head = names.map((cell) => html`<th scope="col">${cell}</th>`)
    return html`<h3>${title}</h3>${lines.map((line) => html`<p>${line}</p>`)}${rows !== undefined && html`<table class="figures"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`}`
  })
  return html`<details class="card"><summary>How the verdict on ${metric} was computed</summary>${shown}</details>`
}
