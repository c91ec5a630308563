import type { GateDocument, GateMetric, GateVerdict } from '../../../gate/gate-document.ts'
import { layOut, wrap } from '../text/columns.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { firstFitting } from '../text/first-fitting.ts'
import { digits, exact, grouped, percent } from '../text/numbers.ts'
import type { TextStyle } from '../text/text-style.ts'

/** A verdict as a terminal shows it: the verdict, what was set against what, each metric with its bounds, and why. */
export function gateTable(document: GateDocument, style: TextStyle): string {
  const groups = [
    [headLine(document, style)],
    factLines(sideFacts(document), style),
    metricLines(document, style),
    limitLines(document, style),
    faultLines(document, style),
    document.faults.length > 0 ? [] : document.reasons.flatMap((reason) => paragraph(reason, style)),
  ]
  return groups
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

const painted: Readonly<Record<GateVerdict, keyof Pick<TextStyle, 'green' | 'yellow' | 'red'>>> = {
  pass: 'green',
  warn: 'yellow',
  inconclusive: 'yellow',
  regression: 'red',
  incomparable: 'red',
}

const paint = (verdict: GateVerdict, style: TextStyle, text: string = verdict) => style[painted[verdict]](text)

const headLine = ({ name, verdict, exitCode }: GateDocument, style: TextStyle) =>
  `${style.bold(name)}: ${style.bold(paint(verdict, style, verdict.toUpperCase()))} ${style.dim(`(exit code ${exitCode})`)}`

function sideFacts(document: GateDocument): Fact[] {
  const { baseline, candidate, inference, mode, pairs } = document
  const told = ({ label, target, runs }: GateDocument['baseline']) =>
    [label, ...(target === null || target === label ? [] : [target]), runs.length === 1 ? '1 run' : `${runs.length} runs`].join(', ')
  const level = inference?.attainableAlpha ?? null
  const confidence = level === null ? [] : [`${percent(1 - level)} confidence`]
  const weighed =
    inference === null || inference.arrangements === null
      ? []
      : [`${grouped(inference.arrangements)} sign patterns ${inference.exact ? 'weighed, which are all' : 'drawn'}`]
  const look = inference !== null && inference.looks.length > 1 ? [`look ${inference.look} of ${inference.looks.length}`] : []
  const basis: Fact =
    mode === 'history'
      ? ['past', [`${pairs.used} runs used`, ...confidence].join(', ')]
      : ['pairs', [`${pairs.used} used of ${pairs.planned} planned`, ...look, ...weighed, ...confidence].join(', ')]
  return [['baseline', told(baseline)], ['candidate', told(candidate)], basis]
}

interface Form {
  readonly units: boolean
  readonly p: boolean
}

function metricLines({ metrics }: GateDocument, style: TextStyle): readonly string[] {
  if (metrics.length === 0) return []
  const forms: readonly Form[] = [
    { units: true, p: true },
    { units: true, p: false },
    { units: false, p: false },
  ]
  const table = firstFitting(
    forms.map((form) => () => layOutMetrics(metrics, form, style)),
    style.columns,
  )
  return [...table, style.dim('  medians over runs; effect, bounds and found: + is worse; found: in 4 of 5 such gates')]
}

function layOutMetrics(metrics: readonly GateMetric[], { units, p }: Form, style: TextStyle): string[] {
  const words = ['baseline', 'candidate', 'effect', 'bounds', 'margin', 'found from', ...(p ? ['p'] : []), '']
  const head = ['', ...(units ? [''] : []), ...words].map((word) => style.dim(word))
  const rows = metrics.map((metric) => [
    metric.label,
    ...(units ? [style.dim(metric.unit)] : []),
    ...[grouped(metric.baselineMedian), grouped(metric.candidateMedian), signed(metric.effectShare)],
    bounds(metric),
    `${exact(metric.marginShare * 100)} %`,
    metric.detectableShare === null ? style.symbols.none : percent(metric.detectableShare),
    ...(p ? [digits(metric.pValue)] : []),
    paint(metric.verdict, style),
  ])
  return layOut([head, ...rows], { indent: 2, left: [...(units ? [1] : []), head.length - 1] })
}

const signed = (share: number | null) => (share === null ? '' : `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`)

function bounds({ lowerShare, upperShare, effectShare }: GateMetric): string {
  if (effectShare === null) return ''
  const bound = (share: number | null) =>
    share === null ? 'unbounded' : `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}`
  return `${bound(lowerShare)} to ${bound(upperShare)} %`
}

function limitLines({ limits }: GateDocument, style: TextStyle): string[] {
  if (limits.length === 0) return []
  const rows = limits.map(({ expression, verdict, why }) => [expression, paint(verdict, style), style.dim(why)])
  return layOut(rows, { indent: 2, left: [1, 2] })
}

function faultLines({ faults }: GateDocument, style: TextStyle): string[] {
  return faults.flatMap(({ message, hint }) => [
    ...paragraph(`${style.red('not comparable:')} ${message}`, style),
    ...(hint === null ? [] : paragraph(`  ${style.dim('hint:')} ${hint}`, style)),
  ])
}

const paragraph = (text: string, style: TextStyle) => wrap(text, style.columns - 4, 2).map((line) => `  ${line}`)
