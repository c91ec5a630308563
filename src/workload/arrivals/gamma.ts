import type { Rng } from '../../core/rng.ts'
import { sToNs } from '../../core/units.ts'
import { gammaDraw } from '../random-draw.ts'

/**
 * A renewal process with gamma gaps of mean 1/rate and coefficient of variation `cv`: shape 1/cv^2, scale cv^2/rate. cv 1 is a
 * Poisson process, above it requests come in bursts, towards 0 the gaps become even. Endless.
 */
export function* gammaArrivals(ratePerSecond: number, cv: number, rng: Rng): Generator<number> {
  const shape = 1 / (cv * cv)
  const gap = () => gammaDraw(shape, rng) / shape
  for (let at = gap(); ; at += gap()) yield Math.round(sToNs(at / ratePerSecond))
}
