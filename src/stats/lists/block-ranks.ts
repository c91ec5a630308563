import type { Block } from './compact-list.ts'
import { sortWhole } from './sort-whole.ts'

/**
 * Order statistics of values in blocks, each put in order by itself, without a copy of them all: the value of a rank is found by halving
 * the range of values and counting, block by block, how many lie below. Each count looks only where the ones before it left it open, so that
 * all of them together halve each block about once.
 */
export class BlockRanks {
  readonly length: number
  readonly #blocks: readonly Block[]
  /** What the last look found: of each block, places below hold values under the one at that place. Looks mostly go upward. */
  #below: { readonly place: number; readonly froms: Uint32Array } | null = null

  /** Puts each of the blocks in order where it is; none may be changed afterwards, and all values must be finite. */
  constructor(blocks: readonly Block[]) {
    for (const { values } of blocks) {
      if (values instanceof Uint32Array) sortWhole(values)
      else values.sort()
    }
    this.#blocks = blocks.filter(({ values }) => values.length > 0)
    this.length = this.#blocks.reduce((sum, { values, parts }) => sum + values.length * parts, 0)
  }

  /** The value at that place in ascending order, from 0; the place must be one of the list's. */
  at(place: number): number {
    const [first, second] = this.#blocks
    if (first !== undefined && second === undefined)
      return (first.values[Math.floor(place / first.parts)] as number) / first.parts
    // Of each block, the places below `from` hold values up to `low`, those from `to` on values above `high`.
    const known = this.#below !== null && this.#below.place <= place ? this.#below.froms : null
    const froms = known ?? new Uint32Array(this.#blocks.length)
    this.#below = { place, froms }
    const tos = Uint32Array.from(this.#blocks, ({ values }) => values.length)
    const middles = new Uint32Array(this.#blocks.length)
    let high = Math.max(...this.#blocks.map(({ values, parts }) => (values[values.length - 1] as number) / parts))
    // Always: at most `place` values are up to `low`, more are up to `high`.
    for (let low = Number.NEGATIVE_INFINITY; ; ) {
      low = this.#after(froms)
      if (this.#countTo(low, froms, tos, middles) > place) return low
      froms.set(middles)
      const middle = low + (high - low) / 2
      if (this.#countTo(middle, froms, tos, middles) > place) {
        high = middle
        tos.set(middles)
      } else {
        low = middle
        froms.set(middles)
      }
    }
  }

  /** How many are at most `value`, which lies between the bounds of each block; `places` gets how many of its own values are. */
  #countTo(value: number, froms: Uint32Array, tos: Uint32Array, places: Uint32Array): number {
    let sum = 0
    for (let i = 0; i < this.#blocks.length; i++) {
      const block = this.#blocks[i] as Block
      const count = countTo(block, value, froms[i] as number, tos[i] as number)
      places[i] = count
      sum += count * block.parts
    }
    return sum
  }

  /** The least of the values from those places on; Infinity: there is none. */
  #after(froms: Uint32Array): number {
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.#blocks.length; i++) {
      const { values, parts } = this.#blocks[i] as Block
      const next = values[froms[i] as number]
      if (next !== undefined) least = Math.min(least, next / parts)
    }
    return least
  }
}

/** How many of the block's own values, parted, are at most `value`, when that is known to be between two numbers. */
function countTo({ values, parts }: Block, value: number, least: number, most: number): number {
  let [from, to] = [least, most]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((values[middle] as number) / parts <= value) from = middle + 1
    else to = middle
  }
  return from
}
