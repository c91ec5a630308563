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
    [
      label,
      ...(target === null || target === label ? [] : [target]),
      runs.length === 1 ? '1 run' : `${runs.length} runs`,
    ].join(', ')
  const level = inference?.attainableAlpha ?? null
  const confidence = level === null ? [] : [`${percent(1 - level)} confidence`]
  const weighed =
    inference === null || inference.arrangements === null
      ? []
      : [`${grouped(inference.arrangements)} sign patterns ${inference.exact ? 'weighed, which are all' : 'drawn'}`]
  const look =
    inference !== null && inference.looks.length > 1 ? [`look ${inference.look} of ${inference.looks.length}`] : []
  const basis: Fact =
    mode === 'history'
      ? ['past', [`${pairs.used} runs used`, ...confidence].join(', ')]
      : ['pairs', [`${pairs.used} used of ${pairs.planned} planned`, ...look, ...weighed, ...confidence].join(', ')]
  return [['baseline', told(baseline)], ['candidate', told(candidate)], basis]
}

type Column = 'unit' | 'baseline' | 'candidate' | 'effect' | 'bounds' | 'margin' | 'found' | 'p' | 'verdict'
const columns: readonly Column[] = [
  'unit',
  'baseline',
  'candidate',
  'effect',
  'bounds',
  'margin',
  'found',
  'p',
  'verdict',
]
/** What goes first where there is no room. */
const spared: readonly (readonly Column[])[] = [
  [],
  ['p'],
  ['p', 'unit'],
  ['p', 'unit', 'found'],
  ['p', 'unit', 'found', 'baseline', 'candidate'],
  ['p', 'unit', 'found', 'baseline', 'candidate', 'margin'],
]

function metricLines({ metrics }: GateDocument, style: TextStyle): readonly string[] {
  if (metrics.length === 0) return []
  const table = firstFitting(
    spared.map((without) => () => {
      return layOutMetrics(
        metrics,
        columns.filter((column) => !without.includes(column)),
        style,
      )
    }),
    style.columns,
  )
  const legend =
    'medians over runs; effect, bounds and found: + is worse; found: the change that 4 of 5 such gates find'
  return [...table, ...paragraph(legend, style).map((line) => style.dim(line))]
}

function layOutMetrics(metrics: readonly GateMetric[], shown: readonly Column[], style: TextStyle): string[] {
  const head = ['', ...shown.map((column) => style.dim(column === 'unit' || column === 'verdict' ? '' : column))]
  const rows = metrics.map((metric) => [metric.label, ...shown.map((column) => cells[column](metric, style))])
  return layOut([head, ...rows], { indent: 2, left: [...(shown.includes('unit') ? [1] : []), head.length - 1] })
}

const cells: Readonly<Record<Column, (metric: GateMetric, style: TextStyle) => string>> = {
  unit: ({ unit }, { dim }) => dim(unit),
  baseline: ({ baselineMedian }) => grouped(baselineMedian),
  candidate: ({ candidateMedian }) => grouped(candidateMedian),
  effect: ({ effectShare }) => (effectShare === null ? '' : `${signed(effectShare)} %`),
  bounds,
  margin: ({ marginShare }) => `${exact(marginShare * 100)} %`,
  found: ({ detectableShare }, { symbols }) => (detectableShare === null ? symbols.none : percent(detectableShare)),
  p: ({ pValue }) => digits(pValue),
  verdict: ({ verdict }, style) => paint(verdict, style),
}

/** A share in percent with its sign; nothing has none. */
function signed(share: number): string {
  const text = (share * 100).toFixed(1)
  return Number(text) === 0 ? '0.0' : `${share > 0 ? '+' : ''}${text}`
}

function bounds({ lowerShare, upperShare, effectShare }: GateMetric): string {
  if (effectShare === null) return ''
  const bound = (share: number | null) => (share === null ? 'unbounded' : signed(share))
  return `${bound(lowerShare)} to ${bound(upperShare)} %`
}

function limitLines({ limits }: GateDocument, style: TextStyle): readonly string[] {
  if (limits.length === 0) return []
  const rows = (isWhole: boolean) =>
    limits.map(({ expression, verdict, why }) => [
      expression,
      paint(verdict, style),
      ...(isWhole ? [style.dim(why)] : []),
    ])
  return firstFitting(
    [true, false].map((isWhole) => () => layOut(rows(isWhole), { indent: 2, left: [1, 2] })),
    style.columns,
  )
}

function faultLines({ faults }: GateDocument, style: TextStyle): string[] {
  return faults.flatMap(({ message, hint }) => [
    ...paragraph(`${style.red('not comparable:')} ${message}`, style),
    ...(hint === null ? [] : paragraph(`  ${style.dim('hint:')} ${hint}`, style)),
  ])
}

const paragraph = (text: string, style: TextStyle) => wrap(text, style.columns - 4, 2).map((line) => `  ${line}`)
