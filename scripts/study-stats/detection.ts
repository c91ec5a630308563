/**
 * The same against a server: the mock, whose times are slowed down by known shares, run by run with an effect of the run's own put into them.
 * Gates of eight pairs, each pair in an order of its own, six metrics over the records of short runs. What equal runs showed predicts
 * how often a slowdown is found: their pairs, drawn anew into gates, with the slowdown added.
 * `npm run study:detection -- [--equal 60] [--slowed 20] [--spread 0.02]`: so many gates of equal sides, and for each slowdown.
 */
import { parseArgs } from 'node:util'
import { loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import { type Rng, seededRng } from '../../src/core/rng.ts'
import { e2eNs, tpotNs, ttftNs } from '../../src/metrics/request-times.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { pairedInference } from '../../src/stats/inference/paired.ts'
import { percentile, sortAscending } from '../../src/stats/percentile.ts'
import { gaussian } from '../../test/helpers/simulated-runs.ts'
import { alpha } from './paired-gates.ts'
import { alarmBar, type Line, rateCell, sectionText, shareCell } from './rates.ts'

const { values } = parseArgs({
  options: {
    equal: { type: 'string', default: '60' },
    slowed: { type: 'string', default: '20' },
    spread: { type: 'string', default: '0.02' },
  },
})
const spread = Number(values.spread)
const pairsOfGate = 8
const slowdowns = [0.02, 0.05, 0.1, 0.2]
const usualMs = { ttft: 40, itl: 4 }
type Place = keyof typeof usualMs

const metrics = [ttftNs, tpotNs, e2eNs]
const shares = [0.5, 0.9]
/** The first metric of each place: TTFT p50, TPOT p50. */
const metricOf: Record<Place, number> = { ttft: 0, itl: shares.length }

/** ln of six statistics of one run. */
async function runOnce(mock: MockServer, slow: Partial<Record<Place, number>>, rng: Rng): Promise<readonly number[]> {
  const timeMs = (place: Place) => usualMs[place] * (1 + (slow[place] ?? 0)) * Math.exp(spread * gaussian(rng))
  const written = (ms: number) => ms.toFixed(4).replace('.', 'p')
  const { records } = await loadAgainst({
    ...{ url: mock.url, model: `mock-ttft${written(timeMs('ttft'))}-itl${written(timeMs('itl'))}-n12` },
    ...{ arrival: { process: 'concurrency', users: 6, thinkTimeNs: 0 }, requests: 12, rehearse: false },
  })
  return metrics.flatMap((metric) => {
    const sorted = sortAscending(records.map(metric).filter((ns) => ns !== null))
    return shares.map((share) => Math.log(percentile(sorted, share) ?? Number.NaN))
  })
}

/** ln(candidate / baseline) of the six, the two runs in the order of a coin. */
async function pairOnce(mock: MockServer, slow: Partial<Record<Place, number>>, rng: Rng): Promise<readonly number[]> {
  const sides = rng.uniform() < 0.5 ? [{}, slow] : [slow, {}]
  const runs = [await runOnce(mock, sides[0] ?? {}, rng), await runOnce(mock, sides[1] ?? {}, rng)]
  const [baseline, candidate] = sides[1] === slow ? runs : runs.toReversed()
  return (candidate as readonly number[]).map((value, j) => value - ((baseline as readonly number[])[j] as number))
}

async function pairsOnce(mock: MockServer, count: number, slow: Partial<Record<Place, number>>, rng: Rng) {
  const pairs: (readonly number[])[] = []
  while (pairs.length < count) pairs.push(await pairOnce(mock, slow, rng))
  return pairs
}

const infer = (pairs: readonly (readonly number[])[], rng: Rng) =>
  pairedInference(
    metrics.flatMap((_, m) => shares.map((_share, s) => pairs.map((pair) => pair[m * shares.length + s] as number))),
    { alpha, rng },
  )

const gatesOf = (pairs: readonly (readonly number[])[]) =>
  Array.from({ length: Math.floor(pairs.length / pairsOfGate) }, (_, i) =>
    pairs.slice(i * pairsOfGate, (i + 1) * pairsOfGate),
  )

/** Share of gates made of pairs of equal runs, drawn anew, that would find a shift of one metric. */
function predicted(pool: readonly (readonly number[])[], metric: number, slowdown: number, rng: Rng): number {
  const gates = 2000
  let found = 0
  for (let i = 0; i < gates; i++) {
    const pairs = Array.from({ length: pairsOfGate }, () => pool[rng.below(pool.length)] as readonly number[])
    if ((infer(pairs, rng).metrics[metric]?.low ?? 0) + Math.log1p(slowdown) > 0) found++
  }
  return found / gates
}

async function study(mock: MockServer): Promise<readonly Line[]> {
  const rng = seededRng('detection')
  await pairsOnce(mock, pairsOfGate, {}, rng.fork('warm-up'))
  const equal = await pairsOnce(mock, Number(values.equal) * pairsOfGate, {}, rng.fork('equal'))
  const gates = gatesOf(equal)
  const alarms = gates.filter((pairs) => {
    const { metrics: found, level } = infer(pairs, rng)
    return found.some(({ p }) => p <= level)
  }).length
  const lines: Line[] = [
    {
      cells: ['0 %', 'neither', `${gates.length}`, rateCell(alarms, gates.length), '0.047', ''],
      holds: gates.length < 200 ? null : alarms / gates.length <= alarmBar.high,
    },
  ]
  for (const place of ['ttft', 'itl'] as const)
    for (const slowdown of slowdowns) lines.push(await slowed(mock, equal, { place, slowdown }, rng))
  return lines
}

async function slowed(
  mock: MockServer,
  equal: readonly (readonly number[])[],
  { place, slowdown }: { readonly place: Place; readonly slowdown: number },
  rng: Rng,
): Promise<Line> {
  const metric = metricOf[place]
  const other = metricOf[place === 'ttft' ? 'itl' : 'ttft']
  const count = Number(values.slowed)
  const pairs = await pairsOnce(mock, count * pairsOfGate, { [place]: slowdown }, rng.fork(`${place} ${slowdown}`))
  const inferred = gatesOf(pairs).map((gate) => infer(gate, rng).metrics)
  const found = inferred.filter((gate) => (gate[metric]?.low ?? 0) > 0).length
  const beside = inferred.filter((gate) => (gate[other]?.low ?? 0) > 0 || (gate[other]?.high ?? 0) < 0).length
  const expected = predicted(equal, metric, slowdown, rng.fork(`predicted ${place} ${slowdown}`))
  // what chance allows in 999 of 1,000 studies
  const off = 3.3 * Math.sqrt((Math.max(expected, 0.02) * (1 - Math.min(expected, 0.98))) / count)
  return {
    cells: [
      ...[`${Math.round(100 * slowdown)} %`, place.toUpperCase(), `${count}`, rateCell(found, count)],
      ...[expected.toFixed(3), shareCell(beside, count)],
    ],
    holds: Math.abs(found / count - expected) <= off,
  }
}

const mock = await startMockServer()
try {
  const lines = await study(mock)
  const section = {
    title: 'Slowdowns of a server',
    note:
      `The mock at TTFT ${usualMs.ttft} ms and ITL ${usualMs.itl} ms, each run ${100 * spread} % off by itself; gates of ${pairsOfGate} pairs of runs of 12 requests, six metrics. ` +
      'Found: the median of what was slowed down is found worse (no slowdown: any metric is called different). Predicted: from the equal runs. Beside: the other median is called different.',
    columns: ['slowdown', 'of', 'gates', 'found', 'predicted', 'beside'],
    lines,
  }
  process.stdout.write(`${sectionText(section)}\n`)
  if (lines.some(({ holds }) => holds === false)) process.exitCode = 1
} finally {
  await mock.close()
}
