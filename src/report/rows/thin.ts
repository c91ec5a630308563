import { formatCount } from '../../../reports/format-number.ts'

/** What is drawn of many values, and the rule by which the rest was left out, in words (null: all are drawn). */
export interface Thinned<T> {
  readonly kept: readonly T[]
  readonly rule: string | null
}

/**
 * Every k-th value in the order given, and the largest hundredth besides, so that thinning can hide neither the course nor the
 * outliers. Keeps the order. `most` bounds the result.
 */
export function thin<T>(values: readonly T[], most: number, size: (value: T) => number, noun: string): Thinned<T> {
  if (values.length <= most) return { kept: values, rule: null }
  const largest = Math.min(Math.ceil(values.length / 100), Math.floor(most / 5))
  const step = Math.ceil(values.length / (most - largest))
  const bySize = Array.from(values, (value, index) => ({ index, size: size(value) })).sort((a, b) => b.size - a.size)
  const tall = new Set(bySize.slice(0, largest).map((entry) => entry.index))
  const kept = values.filter((_, index) => index % step === 0 || tall.has(index))
  const rule = `${formatCount(kept.length)} of ${formatCount(values.length)} ${noun} are drawn: every ${ordinal(step)}, and the ${formatCount(largest)} largest.`
  return { kept, rule }
}

/** `2nd`, `3rd`, `11th`. */
export function ordinal(n: number): string {
  const tens = n % 100
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${suffix}`
}
