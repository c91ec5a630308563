import { seededRng } from '../../../src/core/rng.ts'
import { nsToMs } from '../../../src/core/units.ts'
import { detectableEffect } from '../../../src/stats/inference/detectable-effect.ts'
import { sequentialInference } from '../../../src/stats/inference/sequential.ts'
import { gaussian } from '../../../test/helpers/simulated-runs.ts'
import { alpha, powers } from '../paired-gates.ts'
import type { Section } from '../rates.ts'

/** The bar of the decision, in milliseconds: 14 pairs, six metrics. */
const barMs = 1000
const rounds = 15

/** What a decision costs: three looks, bounds, and detectable effects of two powers. */
export function decisionTime(): Section {
  return {
    title: 'Time of a decision',
    note: `Six metrics, the third of three looks, bounds and detectable effects of two powers; median of ${rounds}, the first call beside it. The bar: ${barMs} ms.`,
    columns: ['pairs', 'first', 'median'],
    lines: [8, 10, 12, 14, 16].map((pairs) => {
      const times = Array.from({ length: rounds }, (_, i) => timeOf(pairs, `${i}`))
      const middle = times.toSorted((a, b) => a - b)[rounds >> 1] as number
      const first = times[0] as number
      return { cells: [`${pairs}`, `${first.toFixed(1)} ms`, `${middle.toFixed(1)} ms`], holds: first < barMs }
    }),
  }
}

function timeOf(pairs: number, seed: string): number {
  const rng = seededRng(seed)
  const metrics = Array.from({ length: 6 }, () => Array.from({ length: pairs }, () => 0.01 + 0.02 * gaussian(rng)))
  const startedAt = process.hrtime.bigint()
  const looks = [pairs - 4, pairs - 2, pairs]
  const found = sequentialInference(metrics, { looks, spending: 'pocock', alpha, rng })
  for (const metric of found.metrics) for (const power of powers) detectableEffect(metric, pairs - 1, power)
  return nsToMs(Number(process.hrtime.bigint() - startedAt))
}
