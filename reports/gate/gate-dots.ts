import type { GateReport, ReportedMetric } from '../../src/report/gate/gate-report.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { changeAxis, nameAxis, zeroRule } from '../compare/change-axis.ts'
import { formatChange } from '../format-number.ts'
import { complete } from '../spec-parts.ts'
import { colour } from '../theme.ts'

/** What every pair says by itself; in a history the newest runs against the mean of the past. */
export function gateDotsChart({ metrics, mode }: GateReport): Chart | OmittedChart {
  const id = 'gate-dots'
  const what = mode === 'paired' ? 'pair' : 'run'
  const title =
    mode === 'paired'
      ? 'Effect in each pair; to the right is worse'
      : 'Newest runs against the past; to the right is worse'
  const rows = metrics.flatMap(dotRows)
  if (rows.length === 0) return { id, title, omitted: 'No pair has a value above 0 on both sides.' }
  return {
    ...{ id, title, thinning: null, rows },
    description: `A dot for each ${what}. Dots that lie close together are a system that repeats itself; one far from the others is a ${what} to look into.`,
    columns: [
      { field: 'label', label: 'Metric', unit: null },
      { field: 'pair', label: mode === 'paired' ? 'Pair' : 'Run', unit: null },
      { field: 'effect', label: 'Effect, + is worse', unit: null },
    ],
    spec: complete({ height: { step: 30 }, layer: layers(rows, what) }),
  }
}

const dotRows = ({ label, differences }: ReportedMetric): Row[] =>
  differences.flatMap((difference, k) => {
    if (difference === null) return []
    const effect = Math.expm1(difference)
    return [{ label, pair: k + 1, effect, text: formatChange(effect) }]
  })

function layers(rows: readonly Row[], what: string): readonly SpecBody[] {
  const values = rows.map((row) => row['effect'] as number)
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)]
  const room = Math.max(0.005, (most - least) * 0.1)
  const scale = { domain: [least - room, most + room], nice: false }
  const x = { field: 'effect', type: 'quantitative', title: null, scale, axis: changeAxis }
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: nameAxis }
  const tooltip = [
    { field: 'label', title: 'metric' },
    { field: 'pair', title: what },
    { field: 'text', title: 'effect' },
  ]
  const color = { value: colour('blue') }
  return [zeroRule(), { mark: { type: 'point', size: 60, opacity: 0.7 }, encoding: { x, y, color, tooltip } }]
}
