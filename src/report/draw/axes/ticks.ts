/**
 * Round numbers along a linear axis: steps are 1, 2 or 5 times a power of ten, whichever comes nearest to the number of ticks
 * wanted on the logarithmic scale (the rule of d3-array, so that still and live charts have the same ticks).
 */
const [sqrt50, sqrt10, sqrt2] = [Math.sqrt(50), Math.sqrt(10), Math.sqrt(2)]

/** Parts of a step by which a sum of floats may miss a whole one. */
export const slack = 1e-9

/** Distance of ticks for about `count` of them between two values. */
export function tickStep(from: number, to: number, count: number): number {
  const rough = (to - from) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const error = rough / power
  return power * (error >= sqrt50 ? 10 : error >= sqrt10 ? 5 : error >= sqrt2 ? 2 : 1)
}

/** The ticks themselves, ascending; `minStep`: the least distance there may be. */
export function ticks(from: number, to: number, count: number, minStep = 0): readonly number[] {
  if (!(to > from)) return [from]
  const step = Math.max(minStep, tickStep(from, to, count))
  const first = Math.ceil(from / step - slack)
  const last = Math.floor(to / step + slack)
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step))
}

/** The range widened to whole steps. */
export function niceRange([from, to]: readonly [number, number], count = 10): readonly [number, number] {
  if (!(to > from)) return [from, to]
  let range: readonly [number, number] = [from, to]
  // Wider limits may want a larger step, which widens them again.
  for (let round = 0, before = 0; round < 10; round++) {
    const step = tickStep(range[0], range[1], count)
    if (step === before) break
    range = [tidy(Math.floor(range[0] / step + slack) * step), tidy(Math.ceil(range[1] / step - slack) * step)]
    before = step
  }
  return range
}

/** Decimals that tell ticks of this distance apart. */
export const stepDecimals = (step: number) => (step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + slack)) : 0)

const tidy = (value: number) => Number(value.toPrecision(12))
