import type { Rng } from '../core/rng.ts'

/**
 * Draws from the gamma distribution with a given shape and scale 1 (mean = shape, variance = shape): G. Marsaglia and
 * W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000). A squeezed rejection from the cube of a
 * normal, good for shape >= 1; below that G(a) = G(a + 1) * U^(1/a). For very small shapes U^(1/a) underflows to 0, which is
 * right: almost all of such a distribution's draws are smaller than any double.
 */
export function gammaDraw(shape: number, rng: Rng): number {
  if (shape < 1) return gammaDraw(shape + 1, rng) * openUniform(rng) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = gaussian(rng)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    const u = openUniform(rng)
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v
  }
}

/** A standard normal draw: the polar method of G. Marsaglia (1964), of which one of the two values is used. */
export function gaussian(rng: Rng): number {
  for (;;) {
    const x = 2 * rng.uniform() - 1
    const y = 2 * rng.uniform() - 1
    const r = x * x + y * y
    if (r > 0 && r < 1) return x * Math.sqrt((-2 * Math.log(r)) / r)
  }
}

/** Exponential draw of mean 1. */
export function exponential(rng: Rng): number {
  return 0 - Math.log(openUniform(rng)) // 0, not -0, for a uniform of 1
}

/** Uniform in (0, 1]: its logarithm is finite. */
const openUniform = (rng: Rng): number => 1 - rng.uniform()
