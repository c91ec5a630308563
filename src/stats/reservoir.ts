import type { Rng } from '../core/rng.ts'

/**
 * A sample of fixed size of a stream of value tuples, in which each has the same chance to be (J. S. Vitter, "Random sampling with a
 * reservoir", ACM TOMS 11(1), 1985, algorithm R). All of them as long as they are no more than the size.
 */
export class Reservoir {
  /** Tuples seen. */
  n = 0
  readonly #most: number
  readonly #rng: Rng
  #columns: Float64Array[]

  constructor(columns: number, most: number, rng: Rng) {
    this.#most = most
    this.#rng = rng
    this.#columns = Array.from({ length: columns }, () => new Float64Array(Math.min(1024, most)))
  }

  add(...values: readonly number[]): void {
    const place = this.n < this.#most ? this.n : this.#rng.below(this.n + 1)
    this.n++
    if (place >= this.#most) return
    if (place >= (this.#columns[0] as Float64Array).length) this.#grow()
    for (let i = 0; i < values.length; i++) (this.#columns[i] as Float64Array)[place] = values[i] as number
  }

  /** Whether values were left out. */
  get isSample(): boolean {
    return this.n > this.#most
  }

  /** One value of each tuple of the sample. */
  column(i: number): Float64Array {
    return (this.#columns[i] as Float64Array).subarray(0, Math.min(this.n, this.#most))
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(Math.min(this.#most, 2 * column.length))
      larger.set(column)
      return larger
    })
  }
}
