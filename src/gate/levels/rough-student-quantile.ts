import { normalQuantile } from '../../stats/inference/normal.ts'

/**
 * The t above which Student's t of `freedom` falls with probability `above`, by the expansion around the normal quantile (Abramowitz & Stegun
 * 26.7.5): fast, and within 1 % from 5 degrees on for the levels that gates have; for plans, not for bounds.
 */
export function roughStudentQuantile(above: number, freedom: number): number {
  const z = normalQuantile(1 - above)
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7]
  const first = (z3 + z) / 4
  const second = (5 * z5 + 16 * z3 + 3 * z) / 96
  const third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3
}
