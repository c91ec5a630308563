import type { Rng } from '../../core/rng.ts'
import { sToNs } from '../../core/units.ts'
import { exponential } from '../random-draw.ts'

/** A Poisson process: gaps exponential with mean 1/rate, so that arrivals in any two spans are independent. Endless. */
export function* poissonArrivals(ratePerSecond: number, rng: Rng): Generator<number> {
  for (let at = exponential(rng); ; at += exponential(rng)) yield Math.round(sToNs(at / ratePerSecond))
}
