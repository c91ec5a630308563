import type { Comparison, MetricChange } from '../../src/report/comparison/comparison.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatChange } from '../format-number.ts'
import { complete, seriesColour } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import { changeAxis, nameAxis, zeroRule } from './change-axis.ts'
import { sideColours } from './side-colours.ts'

/** What every pair says by itself; runs without pairs each against the mean of the reference. */
export function runDotsChart(comparison: Comparison, alone = true): Chart | OmittedChart {
  const { sides, metrics } = comparison
  const paired = comparison.inference.kind === 'paired'
  const letters = [sides.a.letter, sides.b.letter]
  const id = alone ? 'run-dots' : `run-dots-${sides.b.letter.toLowerCase()}`
  const what = paired ? 'Change in each pair of runs' : `Each run against the mean of ${sides.a.letter}`
  const title = alone ? what : `${what}: ${letters.join(' and ')}`
  const shown = metrics.filter((change) => (paired ? change.inferred !== null : isHeadline(change)))
  const rows = shown.flatMap((change) => (paired ? pairRows(change) : runRows(change, letters)))
  if (rows.length === 0) return { id, title, omitted: 'No metric was observed above 0 in all runs.' }
  return {
    ...{ id, title, thinning: null, rows },
    description: `${paired ? 'A dot for each pair of runs that sent the same prompts.' : 'A dot for each run.'} Dots that lie close together are a server that repeats itself; one far from the others is a run to look into.`,
    columns: [
      { field: 'label', label: 'Metric', unit: null },
      { field: 'series', label: paired ? 'Sides' : 'Side', unit: null },
      { field: 'run', label: paired ? 'Pair' : 'Run', unit: null },
      { field: 'relative', label: paired ? 'Relative change' : `Against the mean of ${sides.a.letter}`, unit: null },
    ],
    spec: complete({ height: { step: 30 }, layer: layers(rows, paired ? null : letters) }),
  }
}

const headlines = new Set(['ttft.p50', 'ttft.p99', 'tpot.p50', 'itl.p99', 'e2e.p50', 'goodput', 'outputTokensPerS'])
const isHeadline = ({ metric, statistic, inferred }: MetricChange) =>
  inferred !== null || headlines.has(statistic === null ? metric : `${metric}.${statistic}`)
const nameOf = ({ label, statistic }: MetricChange) => [label, statistic].filter(Boolean).join(' ')

function pairRows(change: MetricChange): Row[] {
  const ratios = change.inferred?.pairs ?? []
  return ratios.map((relative, i) => dot(change, 'pairs', i + 1, relative))
}

function runRows(change: MetricChange, [first, second]: readonly string[]): Row[] {
  const reference = change.a
  if (reference === null || reference <= 0) return []
  const of = (values: readonly (number | null)[], side: string | undefined) =>
    values.flatMap((value, i) => (value === null ? [] : [dot(change, side ?? '', i + 1, value / reference - 1)]))
  return [...of(change.perRun.a, first), ...of(change.perRun.b, second)]
}

const dot = (change: MetricChange, series: string, run: number, relative: number): Row => ({
  ...{ label: nameOf(change), series, run, relative, text: formatChange(relative) },
})

function layers(rows: readonly Row[], letters: readonly string[] | null): readonly SpecBody[] {
  const values = rows.map((row) => row['relative'] as number)
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)]
  const room = Math.max(0.005, (most - least) * 0.1)
  const scale = { domain: [least - room, most + room], nice: false }
  const x = { field: 'relative', type: 'quantitative', title: null, scale, axis: changeAxis }
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: nameAxis }
  const symbols = { symbolType: 'circle', symbolOpacity: 1 }
  const color =
    letters === null ? { value: colour('blue') } : { field: 'series', ...seriesColour(sideColours(letters), symbols) }
  const tooltip = [
    { field: 'label', title: 'metric' },
    { field: 'run', title: letters === null ? 'pair' : 'run' },
    { field: 'text', title: 'change' },
  ]
  return [zeroRule(), { mark: { type: 'point', size: 60, opacity: 0.7 }, encoding: { x, y, color, tooltip } }]
}
