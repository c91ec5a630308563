import { type Distribution, emptyDistribution } from './distribution.ts'

/** Values below this are told apart one by one; larger ones to 1 in 1024, which is what bounds the memory. */
const exactBelow = 2 ** 20
const coarseParts = 2 ** 10

/**
 * How often each whole number of at least 0 came: the distribution of any number of values in a memory that does not grow with
 * them. Exact below a million; the percentiles of larger values are off by at most one in two thousand, mean and extremes never.
 */
export class ValueCounts {
  n = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #exact = new Uint32Array(1024)
  readonly #coarse = new Map<number, number>()

  static of(values: Iterable<number>): ValueCounts {
    const counts = new ValueCounts()
    for (const value of values) counts.add(value)
    return counts
  }

  add(value: number): void {
    this.n++
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    if (value >= exactBelow) {
      const unit = 2 ** Math.floor(Math.log2(value)) / coarseParts
      const rounded = Math.round(value / unit) * unit
      this.#coarse.set(rounded, (this.#coarse.get(rounded) ?? 0) + 1)
      return
    }
    if (value >= this.#exact.length) this.#grow(value)
    this.#exact[value] = (this.#exact[value] as number) + 1
  }

  /** Each value that came, rising, with its count. */
  *entries(): Generator<readonly [value: number, count: number]> {
    for (let value = 0; value < this.#exact.length; value++) {
      const count = this.#exact[value] as number
      if (count > 0) yield [value, count]
    }
    yield* [...this.#coarse].sort((a, b) => a[0] - b[0])
  }

  /** Mean, extremes and type-7 percentiles. */
  describe(): Distribution {
    if (this.n === 0) return emptyDistribution
    const [p50, p90, p95, p99] = this.#percentiles([0.5, 0.9, 0.95, 0.99]) as [number, number, number, number]
    return { n: this.n, mean: this.#sum / this.n, min: this.#min, max: this.#max, p50, p90, p95, p99 }
  }

  #percentiles(shares: readonly number[]): number[] {
    const positions = shares.map((share) => (this.n - 1) * share)
    const above = (position: number) => Math.min(this.n - 1, Math.floor(position) + 1)
    const values = this.#valuesAt(positions.flatMap((position) => [Math.floor(position), above(position)]))
    return positions.map((position) => {
      const [low, high] = [values.get(Math.floor(position)) as number, values.get(above(position)) as number]
      return low === high ? low : low + (position - Math.floor(position)) * (high - low)
    })
  }

  /** The values at these places of all values in order. */
  #valuesAt(wanted: readonly number[]): ReadonlyMap<number, number> {
    const places = [...new Set(wanted)].sort((a, b) => a - b)
    const found = new Map<number, number>()
    let below = 0
    for (const [value, count] of this.entries()) {
      below += count
      while (found.size < places.length && (places[found.size] as number) < below)
        found.set(places[found.size] as number, value)
    }
    return found
  }

  #grow(value: number): void {
    const larger = new Uint32Array(Math.min(exactBelow, 2 ** Math.ceil(Math.log2(value + 1))))
    larger.set(this.#exact)
    this.#exact = larger
  }
}
