import type { ServeGenClient } from '../../src/workload/sources/servegen/read-clients.ts'

/** Token counts, rising, with the weight of each. */
export type Mixture = readonly (readonly [tokens: number, weight: number])[]

/** Lengths of all clients together, each window that has lengths weighted by the client's rate in just that window. */
export function lengthMixture(clients: readonly ServeGenClient[], side: 'input' | 'output'): Mixture {
  const weights = new Map<number, number>()
  for (const { windows, lengths } of clients) {
    const rates = new Map(windows.map(({ startS, ratePerSecond }) => [startS, ratePerSecond]))
    for (const window of lengths) {
      const { tokens, cumulative } = window[side]
      const rate = rates.get(window.startS) ?? 0
      for (const [i, count] of tokens.entries()) {
        const share = (cumulative[i] as number) - (i === 0 ? 0 : (cumulative[i - 1] as number))
        weights.set(count, (weights.get(count) ?? 0) + rate * share)
      }
    }
  }
  return [...weights].sort((a, b) => a[0] - b[0])
}

/** The smallest length that at least `share` of the weight does not exceed. */
export function quantileOf(mixture: Mixture, share: number): number {
  const total = mixture.reduce((sum, [, weight]) => sum + weight, 0)
  let below = 0
  for (const [tokens, weight] of mixture) {
    below += weight
    if (below >= share * total) return tokens
  }
  return mixture.at(-1)?.[0] ?? 0
}
