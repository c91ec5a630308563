import { sToNs } from '../../core/units.ts'

/** Instants at even gaps of 1/rate, the first at 0. Each is computed from its number, so that no error adds up. Endless. */
export function* constantArrivals(ratePerSecond: number): Generator<number> {
  for (let i = 0; ; i++) yield Math.round(sToNs(i / ratePerSecond))
}
