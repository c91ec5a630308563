/**
 * What a share of successes says of the probability behind it: the score interval of E. B. Wilson ("Probable Inference", JASA 22, 1927),
 * which keeps its level for small samples and shares near 0 and 1, where share +- z * sqrt(share (1 - share) / n) has no width.
 */
export interface ShareInterval {
  readonly low: number
  readonly high: number
}

/** Bounds of a probability of which `n` independent trials (not necessarily a whole number) showed `share`; all of 0..1 for none. */
export function wilsonInterval(share: number, n: number, z: number): ShareInterval {
  if (!(n > 0)) return { low: 0, high: 1 }
  const centre = share + z ** 2 / (2 * n)
  const spread = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  const scale = 1 + z ** 2 / n
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) }
}
