/**
 * Bins of time with edges that people read easily: 1, 2 or 5 times a power of ten seconds. A rest shorter than half a bin belongs to
 * the last one, which is that much wider: a rate over a sliver of time would be noise.
 */
export interface TimeBins {
  readonly widthS: number
  readonly count: number
  readonly endS: number
}

const steps = [1, 2, 5, 10] as const

/** The narrowest round width that needs at most `most` bins for `endS` seconds. */
export function timeBins(endS: number, most: number): TimeBins {
  const least = Math.max(endS, 1e-3) / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(least))
  const step = steps.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10
  const widthS = Number((step * power).toPrecision(1))
  return { widthS, count: Math.max(1, Math.round(endS / widthS)), endS }
}

/** Position of an instant in the bins, clamped to the last. */
export function binOf(bins: TimeBins, atS: number): number {
  return Math.max(0, Math.min(bins.count - 1, Math.floor(atS / bins.widthS)))
}

/** Where a bin begins, ends and has its middle, s. */
export function binSpan(
  bins: TimeBins,
  bin: number,
): { readonly fromS: number; readonly toS: number; readonly middleS: number } {
  const fromS = bin * bins.widthS
  const toS = bin === bins.count - 1 ? Math.max(bins.endS, fromS + bins.widthS / 2) : fromS + bins.widthS
  return { fromS, toS, middleS: (fromS + toS) / 2 }
}
