import { percentile, sortAscending } from '../../../src/stats/percentile.ts'
import type { Simulation } from '../../../test/helpers/simulated-runs.ts'
import { foundInRequests, type PairedGates, powers } from '../paired-gates.ts'
import { calibrationBar, type Line, percentCell, type Section, shareCell } from '../rates.ts'

/** The effect said to be detectable beside the one that is: the quantile of the lower bound's shortfall, exact but for the number of gates. */
export function detectableEffects(studies: readonly PairedGates[], simulation: Simulation, name: string): Section {
  return {
    title: `Minimum detectable effect: ${name}`,
    note:
      'True: the shift of the first metric that the stated share of gates finds. Said: mean of what the gates say, and the middle 80 % of them. ' +
      'Found: share of as many new gates, with the mean said put into their requests, that find it. The bar: said within ' +
      `${100 * calibrationBar} % of the truth.`,
    columns: ['pairs', 'power', 'true', 'said, mean', 'said, middle 80 %', 'said / true', 'found'],
    lines: studies.flatMap((study) => powers.map((_, p) => lineOf(study, p, simulation))),
  }
}

function lineOf({ pairs, gates, shortfalls, said }: PairedGates, p: number, simulation: Simulation): Line {
  const power = powers[p] as number
  const sorted = sortAscending(said[p] as readonly number[])
  const at = (values: Float64Array, share: number) => percentile(values, share) as number
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const truth = at(shortfalls, power)
  const again = Math.min(gates, 2000)
  const found = foundInRequests({ ...simulation, pairs, effect: [mean, 0] }, again, `found ${pairs} ${power}`)
  const range = [0.1, 0.9].map((share) => percentCell(at(sorted, share))).join(' to ')
  const ratio = mean / truth
  return {
    cells: [
      `${pairs}`,
      `${power}`,
      percentCell(truth),
      percentCell(mean),
      range,
      ratio.toFixed(3),
      shareCell(found, again),
    ],
    holds: Math.abs(ratio - 1) <= calibrationBar,
  }
}
