import type { SpecBody } from '../chart.ts'
import { colour } from '../theme.ts'

/** Names of metrics down the left edge. */
export const nameAxis = { minExtent: 112, maxExtent: 112, grid: false, labelColor: colour('ink'), titleX: null }

/** Relative changes along the bottom, as percentages with their sign. */
export const changeAxis = {
  labelExpr: "(datum.value > 0 ? '+' : '') + format(datum.value * 100, '~r') + ' %'",
  grid: true,
  tickCount: 5,
}

/** Where nothing changes. */
export const zeroRule = (extra: SpecBody = {}): SpecBody => ({
  data: { values: [{ zero: 0 }] },
  mark: { type: 'rule', color: colour('muted') },
  encoding: { x: { field: 'zero', type: 'quantitative', ...extra } },
})

/** Green is better, orange worse; what was not decided is grey. */
export const findingColour = {
  field: 'finding',
  type: 'nominal',
  legend: null,
  scale: { domain: ['better', 'worse', 'undecided'], range: [colour('green'), colour('vermillion'), colour('grey')] },
}
