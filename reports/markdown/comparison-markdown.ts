import type { ComparedSide, Comparison, MetricChange } from '../../src/report/comparison/comparison.ts'
import { formatChange, formatNumber } from '../format-number.ts'
import { code, folded, paragraphs, plain, table } from '../../src/core/text/markdown.ts'

const shown = new Set<MetricChange['statistic']>(['p50', 'p90', 'p99', null])

/** Sides against the first, for a pull request or a chat: what differs and what to bear in mind first, figures after it. */
export function comparisonMarkdown(comparison: Comparison): string {
  const all = [comparison, ...comparison.further]
  const [{ a }] = all.map(({ sides }) => sides) as [Comparison['sides']]
  const names = [a, ...all.map(({ sides }) => sides.b)]
  const cautions = [...new Set(all.flatMap((one) => one.cautions))]
  return paragraphs([
    `## ${names.map((side) => plain(side.name)).join(' and ')}`,
    ...all.flatMap(({ findings }) => findings.map((finding) => `**${plain(finding)}**`)),
    cautions.map((caution) => `> ⚠️ ${plain(caution)}`).join('\n>\n'),
    table(['Side', 'Runs', 'Model', 'Stamp'], names.map(sideRow), [1, 2, 3]),
    ...all.map((one) => differences(one)),
    table(head(all), metricRows(all), [head(all).length - 1]),
    [...new Set(all.map(({ statement }) => statement))].map(plain).join(' '),
  ])
}

function sideRow({ letter, name, runs }: ComparedSide): readonly string[] {
  const stamps = [...new Set(runs.map(({ status }) => status))]
  const ids = runs.length === 1 ? code(runs[0]?.runId ?? '') : `${runs.length} runs`
  return [`**${letter}** ${plain(name)}`, ids, plain(runs[0]?.model ?? ''), stamps.join(', ')]
}

function differences({ conditions, sides }: Comparison): string {
  const rows = conditions.flatMap(({ area, same, fields }) =>
    same
      ? []
      : fields.length === 0
        ? [[area, 'differs', '', '']]
        : fields.map(({ field, a, b }) => [area, plain(field), cell(a), cell(b)]),
  )
  if (rows.length === 0) return `${sides.b.letter} and ${sides.a.letter}: same workload, data, target and machine.`
  return folded(
    `What differs between ${sides.a.letter} and ${sides.b.letter}`,
    table(['Area', 'Field', sides.a.letter, sides.b.letter], rows, [1, 2, 3]),
  )
}

const cell = (value: string | null) => (value === null ? '–' : plain(value))

const head = (all: readonly Comparison[]) => [
  ...['Metric', 'A'],
  ...all.flatMap(({ sides, inference }) => [
    ...[sides.b.letter, 'Change'],
    ...(inference.kind === 'none' ? [] : ['Bounds']),
    'Says',
  ]),
]

function metricRows(all: readonly Comparison[]): readonly (readonly string[])[] {
  const [first] = all
  const changes = (first?.metrics ?? []).filter(({ statistic, inferred }) => shown.has(statistic) || inferred !== null)
  return changes.map((change) => [
    plain(
      [change.label, change.statistic, change.unit === 'share' ? null : `(${change.unit})`].filter(Boolean).join(' '),
    ),
    formatNumber(change.a),
    ...all.flatMap(({ metrics, inference }) => {
      const same = metrics.find(({ metric, statistic }) => metric === change.metric && statistic === change.statistic)
      const bounds = inference.kind === 'none' ? [] : [boundsOf(same)]
      return [formatNumber(same?.b ?? null), formatChange(same?.relative ?? null), ...bounds, saysOf(same)]
    }),
  ])
}

function boundsOf(change: MetricChange | undefined): string {
  const inferred = change?.inferred ?? null
  return inferred === null ? '' : `${formatChange(inferred.low)} to ${formatChange(inferred.high)}`
}

function saysOf(change: MetricChange | undefined): string {
  if (change === undefined || change.direction === 'unknown') return ''
  if (change.inferred !== null)
    return change.inferred.finding === 'undecided' ? 'undecided' : `**${change.inferred.finding}**`
  return `(${change.direction})`
}
