import type { MetricInference } from './max-t.ts'
import { meanSpread, noncentralTAbove } from './noncentral-t.ts'

/** Where an effect is said to be detectable. */
export const usualPower = 0.8

/**
 * The smallest shift whose bounds would lie beyond 0 with the given power. A shift moves bounds along with it, so the reach of the bounds
 * found here, in standard errors (`criticalT`), is the |t| that an effect must show; a noncentral t shows it with the given power at some
 * delta, and delta times the standard error is the answer. The reach is that of the test itself: it pays for several metrics and for the few
 * arrangements that few runs have. The standard deviation of few runs is too small on average (6 % of five), which is divided out
 * (meanSpread), so that the answer is right on average; a single one wavers as the standard deviation does, by a quarter for 8 pairs. In the
 * unit of the standard error; null where the test can call nothing different. `npm run study:stats` says how well it is calibrated.
 */
export function detectableEffect(
  { standardError, criticalT }: Pick<MetricInference, 'standardError' | 'criticalT'>,
  freedom: number,
  power = usualPower,
): number | null {
  if (!Number.isFinite(criticalT) || freedom < 1) return null
  if (standardError === 0) return 0
  return (standardError / meanSpread(freedom)) * shiftFor(criticalT, freedom, power)
}

/** The delta at which a noncentral t passes `t` with the given power. */
function shiftFor(t: number, freedom: number, power: number): number {
  let [low, high] = [0, t + 1]
  while (noncentralTAbove(t, freedom, high, steps) < power) high *= 2
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (noncentralTAbove(t, freedom, middle, steps) < power) low = middle
    else high = middle
  }
  return high
}

/** To 1e-6 of the answer, whose standard error is known to a quarter: every metric of every gate is solved. */
const bisections = 24
const steps = 100
