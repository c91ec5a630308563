import { nsToS } from '../../core/units.ts'
import type { Rates } from './rate-table.ts'

/**
 * The rates of arrivals (ns, rising, from any zero), counted in spans of `everyNs`. The last span ends with the last arrival, so that
 * the rates add up to as many requests as there were; null where all came at once.
 */
export function countRates(times: Iterable<number>, everyNs: number): Rates | null {
  const counts: number[] = []
  let first: number | null = null
  let last = 0
  for (const time of times) {
    first ??= time
    last = time - first
    const span = Math.floor(last / everyNs)
    while (counts.length <= span) counts.push(0)
    counts[span] = (counts[span] as number) + 1
  }
  if (last === 0) return null
  const restNs = last - everyNs * (counts.length - 1)
  // An arrival on the end of a whole span belongs to that span.
  if (restNs === 0) counts.splice(-2, 2, (counts.at(-2) as number) + (counts.at(-1) as number))
  const endNs = restNs === 0 ? everyNs : restNs
  return counts.map((count, i) => {
    const durationNs = i + 1 < counts.length ? everyNs : endNs
    return [durationNs, count / nsToS(durationNs)] as const
  })
}
