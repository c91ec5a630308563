/**
 * How often the statistics of comparisons are wrong, on simulated runs whose truth is known: requests resemble their neighbours, runs and
 * pairs have effects of their own, 2 % of requests take e times as long. `npm run study:stats -- [--comparisons 2000] [--pairs 5,6,8]`
 * prints a table; each line is as many comparisons of three metrics as asked for.
 */
import { parseArgs } from 'node:util'
import { seededRng } from '../../src/core/rng.ts'
import { detectableEffect } from '../../src/stats/inference/detectable-effect.ts'
import type { Inference } from '../../src/stats/inference/max-t.ts'
import { pairedInference } from '../../src/stats/inference/paired.ts'
import { unpairedInference } from '../../src/stats/inference/unpaired.ts'
import {
  differencesOf,
  naiveCallsDifferent,
  simulatedStatistics,
  simulatePairs,
  usualSimulation,
} from '../../test/helpers/simulated-runs.ts'

const { values } = parseArgs({
  options: {
    comparisons: { type: 'string', default: '2000' },
    pairs: { type: 'string', default: '5,6,7,8,10,12,14' },
    requests: { type: 'string', default: '100' },
    effect: { type: 'string', default: '0.05' },
  },
})
const comparisons = Number(values.comparisons)
const effect = Number(values.effect)
const alpha = 0.05

type Pairs = ReturnType<typeof simulatePairs>

const methods = {
  paired: (pairs: Pairs, seed: string) => pairedInference(differencesOf(pairs), { alpha, rng: seededRng(seed) }),
  unpaired: (pairs: Pairs, seed: string) =>
    unpairedInference(
      simulatedStatistics.map((_, j) => ({
        a: pairs.map(({ a }) => a.statistics[j] as number),
        b: pairs.map(({ b }) => b.statistics[j] as number),
      })),
      // a tenth of the usual draws, where not all labellings are listed: the study makes thousands of tests
      { alpha, rng: seededRng(seed), draws: 999 },
    ),
} satisfies Record<string, (pairs: Pairs, seed: string) => Inference>

const share = (count: number) => (count / comparisons).toFixed(4)
const columns = ['method', 'pairs', 'level', 'false alarms', 'bounds miss', `found ${effect}`, 'detectable', 'naive']
const line = (cells: readonly string[]) => process.stdout.write(`${cells.map((cell) => cell.padStart(13)).join('')}\n`)

line(columns)
for (const [method, infer] of Object.entries(methods))
  for (const pairs of values.pairs.split(',').map(Number)) line(study(method, infer, pairs))

function study(method: string, infer: (typeof methods)['paired'], pairs: number): readonly string[] {
  const rng = seededRng(`${method} ${pairs}`)
  const simulation = { ...usualSimulation, pairs, requests: Number(values.requests) }
  const freedom = method === 'paired' ? pairs - 1 : 2 * pairs - 2
  const count = { alarms: 0, misses: 0, found: 0, naive: 0 }
  const detectable: number[] = []
  let level = 0
  for (let i = 0; i < comparisons; i++) {
    const equal = simulatePairs(simulation, rng.fork(i))
    const shifted = simulatePairs({ ...simulation, effect }, rng.fork(i).fork('shifted'))
    const [none, some] = [infer(equal, `${i}`), infer(shifted, `${i}`)]
    level = none.level
    if (none.metrics.some(({ p }) => p <= none.level)) count.alarms++
    if (some.metrics.some(({ low, high }) => low > effect || high < effect)) count.misses++
    if ((some.metrics[0]?.low ?? 0) > 0) count.found++
    if (naiveCallsDifferent(equal)) count.naive++
    detectable.push(detectableEffect(some.metrics[0] as (typeof some.metrics)[number], freedom) ?? Number.NaN)
  }
  const middle = detectable.toSorted((a, b) => a - b)[Math.floor(comparisons / 2)] as number
  const rates = [count.alarms, count.misses, count.found].map(share)
  return [method, String(pairs), level.toFixed(4), ...rates, middle.toFixed(4), share(count.naive)]
}
