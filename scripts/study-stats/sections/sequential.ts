import { seededRng } from '../../../src/core/rng.ts'
import { pairedInference } from '../../../src/stats/inference/paired.ts'
import { type LookPlan, sequentialInference, type Spending } from '../../../src/stats/inference/sequential.ts'
import { differencesOf, type Simulation, simulatePairs } from '../../../test/helpers/simulated-runs.ts'
import { alpha } from '../paired-gates.ts'
import { alarmBar, isRightAlarm, type Line, rateCell, type Section, shareCell } from '../rates.ts'

const plans: readonly (readonly [readonly number[], Spending])[] = [
  [[6, 10, 14], 'obrien-fleming'],
  [[6, 10, 14], 'pocock'],
  [[5, 8, 11, 14], 'obrien-fleming'],
  [[5, 8, 11, 14], 'pocock'],
  [[8, 12], 'obrien-fleming'],
  [[8, 12, 16], 'pocock'],
]

/** An effect that a gate of so few pairs finds at times: what a plan of looks costs and saves is seen where finding is hard. */
const effect = 0.05

/** Errors over all looks of a plan, and what looking early saves. */
export function sequentialLooks(simulation: Simulation, gates: number): Section {
  return {
    title: 'Looking more than once',
    note:
      'False alarms: any look calls any metric different where nothing is. Bounds miss: any bound of any look leaves out the truth, all looks ' +
      `taken. Every look at 0.05: what a gate does that looks without a spending rule; it must miss the bar of ${alarmBar.low} to ${alarmBar.high}. ` +
      `Found, pairs: of gates whose metrics all moved by ${100 * effect} %, the share that any look finds worse, and the mean number of pairs to the end; ` +
      'found at the end: by one look after all pairs.',
    columns: [
      'looks',
      'spending',
      'gates',
      'false alarms',
      'bounds miss',
      'every look at 0.05',
      'found',
      'pairs',
      'found at the end',
    ],
    lines: plans.map(([looks, spending]) => lineOf({ looks, spending, alpha }, simulation, gates)),
  }
}

function lineOf(plan: LookPlan, simulation: Simulation, gates: number): Line {
  const rng = seededRng(`${plan.looks.join()} ${plan.spending}`)
  const last = plan.looks.at(-1) as number
  const count = { alarms: 0, misses: 0, everyLook: 0, found: 0, pairs: 0, atEnd: 0 }
  for (let i = 0; i < gates; i++) {
    const all = differencesOf(simulatePairs({ ...simulation, pairs: last, effect: 0 }, rng.fork(i)))
    const none = lookAt(all, plan, (first) => sequentialInference(first, { ...plan, ...drawing(i) }))
    if (none.some(callsAny)) count.alarms++
    if (none.some(({ metrics }) => metrics.some(({ low, high }) => low > 0 || high < 0))) count.misses++
    if (lookAt(all, plan, (first) => pairedInference(first, { alpha, ...drawing(i) })).some(callsAny)) count.everyLook++
    const moved = all.map((metric) => metric.map((d) => d + Math.log1p(effect)))
    const some = lookAt(moved, plan, (first) => sequentialInference(first, { ...plan, ...drawing(i) }))
    const stop = some.findIndex(isWorse)
    if (stop >= 0) count.found++
    count.pairs += plan.looks[stop === -1 ? plan.looks.length - 1 : stop] as number
    if (isWorse(pairedInference(moved, { alpha, ...drawing(i) }))) count.atEnd++
  }
  const rates = [count.alarms, count.misses, count.everyLook].map((hits) => rateCell(hits, gates))
  const gains = [shareCell(count.found, gates), (count.pairs / gates).toFixed(1), shareCell(count.atEnd, gates)]
  return {
    cells: [plan.looks.join(', '), plan.spending, `${gates}`, ...rates, ...gains],
    holds:
      isRightAlarm(count.alarms / gates) &&
      count.misses / gates <= alarmBar.high &&
      !isRightAlarm(count.everyLook / gates),
  }
}

type Found = ReturnType<typeof pairedInference>

/** A tenth of the usual draws beyond 14 pairs: a study makes thousands of tests. */
const drawing = (gate: number) => ({ rng: seededRng(`flips ${gate}`), draws: 999 })
const callsAny = ({ metrics, level }: Found) => metrics.some(({ p }) => p <= level)
const isWorse = ({ metrics }: Found) => metrics.some(({ low }) => low > 0)

const lookAt = (
  differences: readonly (readonly number[])[],
  { looks }: LookPlan,
  infer: (first: readonly (readonly number[])[]) => Found,
): readonly Found[] => looks.map((look) => infer(differences.map((metric) => metric.slice(0, look))))
