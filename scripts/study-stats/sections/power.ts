import type { PairedGates } from '../paired-gates.ts'
import { type Section, shareCell } from '../rates.ts'

const effects = [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2] as const

/** How often the first metric is found worse, by its true shift. Bounds move with the shift, so one set of gates serves all shifts. */
export function powerCurves(studies: readonly PairedGates[], name: string): Section {
  return {
    title: `Power: ${name}`,
    note: 'Share of gates whose simultaneous lower bound of the first of six metrics lies above 0, by the true shift of that metric.',
    columns: ['pairs', ...effects.map((effect) => `${Math.round(100 * effect)} %`)],
    lines: studies.map(({ pairs, gates, shortfalls }) => ({
      cells: [`${pairs}`, ...effects.map((effect) => shareCell(countBelow(shortfalls, Math.log1p(effect)), gates))],
      holds: null,
    })),
  }
}

/** How many of ascending values lie below a limit. */
function countBelow(ascending: Float64Array, limit: number): number {
  const place = ascending.findIndex((value) => value >= limit)
  return place === -1 ? ascending.length : place
}
