import { type Rng, seededRng } from '../../../src/core/rng.ts'
import { predict, predictionLimits, type RunSeries } from '../../../src/stats/inference/prediction.ts'
import { gaussian, heavyScale } from '../../../test/helpers/simulated-runs.ts'
import { alpha } from '../paired-gates.ts'
import { alarmBar, type Line, rateCell, type Section, shareCell } from '../rates.ts'

interface Course {
  readonly name: string
  /** Correlation of a run with the one before. */
  readonly carry: number
  readonly heavy: boolean
  /** Whether the bar is asked of it: it has what the interval assumes, or less than it. */
  readonly isHeld: boolean
}

const courses: readonly Course[] = [
  { name: 'independent', carry: 0, heavy: false, isHeld: true },
  { name: 'heavy tails', carry: 0, heavy: true, isHeld: true },
  { name: 'carried on 0.3', carry: 0.3, heavy: false, isHeld: true },
  { name: 'carried on 0.6', carry: 0.6, heavy: false, isHeld: false },
]
const pasts = [8, 12, 20, 30]
const families = [1, 6]

/** False alarms of the newest two runs against those before, where nothing changed, and how often the detectable shift is found. */
export function predictionRates(decisions: number): Section {
  return {
    title: 'Newest runs against past ones',
    note:
      'Where nothing changed. One breach: the newest run lies beyond in any metric (0.05 asked for). Two in a row: the rule, the level that is ' +
      `said for it, and the bar of at most ${alarmBar.high}. Carried on: correlation of a run with the one before, which the interval does not know of; ` +
      'without a bar where it is stated as a limit. Found: share of decisions that find the mean shift said to be detectable (power 0.8) in the first metric.',
    columns: ['runs', 'past', 'metrics', 'decisions', 'one breach', 'two in a row', 'level said', 'found'],
    lines: courses.flatMap((course) =>
      pasts.flatMap((past) => families.map((family) => lineOf(course, past, family, decisions))),
    ),
  }
}

function lineOf(course: Course, past: number, family: number, decisions: number): Line {
  const rng = seededRng(`${course.name} ${past} ${family}`)
  const count = { one: 0, two: 0, found: 0 }
  const series = Array.from({ length: decisions }, (_, i) => seriesOf(course, { past, family }, rng.fork(i)))
  const limits = predictionLimits({ runs: past, metrics: family, alpha })
  const results = series.map((metrics) => metrics.map((one) => predict(one, limits)))
  const mean = results.reduce((sum, metrics) => sum + (metrics[0]?.detectable as number), 0) / decisions
  for (const metrics of results) {
    if (metrics.some(({ breaches }) => breaches >= 1)) count.one++
    if (metrics.some(({ low }) => low > 0)) count.two++
    if ((metrics[0]?.low as number) + mean > 0) count.found++
  }
  return {
    cells: [
      ...[course.name, `${past}`, `${family}`, `${decisions}`, rateCell(count.one, decisions)],
      ...[rateCell(count.two, decisions), limits.level.toFixed(4), shareCell(count.found, decisions)],
    ],
    holds: course.isHeld ? count.two / decisions <= alarmBar.high : null,
  }
}

function seriesOf(
  { carry, heavy }: Course,
  { past, family }: { readonly past: number; readonly family: number },
  rng: Rng,
): readonly RunSeries[] {
  const shared = courseOf(past + 2, { carry, heavy }, rng)
  return Array.from({ length: family }, () => {
    const own = courseOf(past + 2, { carry, heavy }, rng)
    const values = own.map((value, i) => 0.02 * (Math.SQRT1_2 * value + Math.SQRT1_2 * (shared[i] as number)))
    return { past: values.slice(0, past), newest: values.slice(past) }
  })
}

/** AR(1) of variance 1. */
function courseOf(runs: number, { carry, heavy }: Pick<Course, 'carry' | 'heavy'>, rng: Rng): readonly number[] {
  const draw = () => gaussian(rng) * (heavy ? heavyScale(rng) : 1)
  const step = Math.sqrt(1 - carry * carry)
  let value = draw()
  return Array.from({ length: runs }, () => {
    value = carry * value + step * draw()
    return value
  })
}
