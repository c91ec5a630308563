import type { SweepReportModel, UseRow } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatNumber, formatShare } from '../format-number.ts'
import { complete, logTicks, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const shades = { MFU: colour('blue'), MBU: colour('amber') }
const texts = {
  decode: {
    id: 'use-by-batch',
    title: 'MFU and MBU of decode by batch size',
    size: 'sequences of a decode step (mean)',
    rule: 'More sequences share each read of the weights: MFU rises with the batch, until memory is no longer what binds.',
  },
  prefill: {
    id: 'use-by-prompt',
    title: 'MFU and MBU of prefill by prompt length',
    size: 'tokens of a prompt (mean)',
    rule: 'Long prompts are arithmetic: MFU is what counts here.',
  },
} as const

export const useByBatch = (model: SweepReportModel) => useChart(model, 'decode')
export const useByPrompt = (model: SweepReportModel) => useChart(model, 'prefill')

/** What of the machine each run used in a phase, by what that depends on. */
function useChart({ charts }: SweepReportModel, phase: UseRow['phase']): Chart | OmittedChart {
  const { id, title, size } = texts[phase]
  const rows = charts.use.filter((row) => row.phase === phase).map((row) => ({ ...row }))
  if (rows.length === 0) return { id, title, omitted: `No run had a step of ${phase} that was timed.` }
  return {
    ...{ id, title, description: describe(rows, phase), thinning: null, rows },
    columns: [
      { field: 'label', label: 'Run', unit: null },
      { field: 'size', label: size, unit: null },
      { field: 'measure', label: 'Of', unit: null },
      { field: 'share', label: 'Share', unit: null },
    ],
    spec: complete({ height: plotHeight, layer: [layer(rows, size)] }),
  }
}

function layer(rows: readonly UseRow[], size: string): SpecBody {
  const sizes = rows.map((row) => row.size)
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const isLog = least > 0 && most / least >= 8
  const values = logTicks(least * 0.9, most * 1.1)
  const margin = Math.max(0.05 * (most - least), 0.02 * most)
  const x = {
    ...{ field: 'size', type: 'quantitative', title: size },
    scale: isLog
      ? { type: 'log', domain: [least * 0.9, most * 1.1], nice: false }
      : { domain: [Math.max(0, least - margin), most + margin], nice: true, zero: false },
    axis: {
      grid: true,
      labelExpr: "format(datum.value, ',~r')",
      ...(isLog ? { values, tickCount: values.length } : {}),
    },
  }
  const y = {
    ...{ field: 'share', type: 'quantitative', title: null, scale: { zero: true } },
    axis: { labelExpr: "format(datum.value * 100, '~r') + ' %'" },
  }
  const color = { field: 'measure', ...seriesColour(shades, { symbolType: 'circle', symbolOpacity: 1 }) }
  const tooltip = [
    { field: 'label', title: 'run' },
    { field: 'measure', title: 'of' },
    tip('size', size),
    tip('share', 'share', '.1%'),
  ]
  return { mark: { type: 'point', size: 80, shape: 'circle' }, encoding: { x, y, color, tooltip } }
}

function describe(rows: readonly UseRow[], phase: UseRow['phase']): string {
  const parts = (['MFU', 'MBU'] as const).flatMap((measure) => {
    const own = rows.filter((row) => row.measure === measure).sort((a, b) => a.size - b.size)
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined) return []
    const at = (row: UseRow) => `${formatShare(row.share)} at ${formatNumber(row.size)}`
    return [`${measure} ${first === last ? at(first) : `${at(first)}, ${at(last)}`}`]
  })
  return `Two dots a run, of the measured peaks of its machine. ${parts.join('; ')}. ${texts[phase].rule}`
}
