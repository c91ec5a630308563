import { nsToS } from '../../core/units.ts'
import type { RateShape } from '../run-plan.ts'
import { rateCurve } from './rate-curve.ts'

/** Arrivals of an even rate, moved to where a changing one has them. Endless where they are, unless the rates end. */
export function* shapedArrivals(
  arrivals: Iterable<number>,
  ratePerSecond: number,
  shape: RateShape,
): Generator<number> {
  const curve = rateCurve(shape, ratePerSecond)
  for (const at of arrivals) {
    const movedNs = curve.timeOf(nsToS(at) * ratePerSecond)
    if (movedNs === Infinity) return
    yield Math.round(movedNs)
  }
}
