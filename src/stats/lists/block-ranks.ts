import type { Block } from './compact-list.ts'

/**
 * Order statistics of values in blocks, each put in order by itself, without a copy of them all: the value of a rank is found by halving
 * the range of values and counting, block by block, how many lie below. A rank among a million values takes a quarter of a millisecond.
 */
export class BlockRanks {
  readonly length: number
  readonly #blocks: readonly Block[]

  /** Puts each of the blocks in order where it is; none may be changed afterwards, and all values must be finite. */
  constructor(blocks: readonly Block[]) {
    for (const { values } of blocks) values.sort()
    this.#blocks = blocks.filter(({ values }) => values.length > 0)
    this.length = this.#blocks.reduce((sum, { values, parts }) => sum + values.length * parts, 0)
  }

  /** The value at that place in ascending order, from 0; the place must be one of the list's. */
  at(place: number): number {
    const [first, second] = this.#blocks
    if (first !== undefined && second === undefined)
      return (first.values[Math.floor(place / first.parts)] as number) / first.parts
    let high = Math.max(...this.#blocks.map(({ values, parts }) => (values[values.length - 1] as number) / parts))
    // Always: at most `place` values are up to `low`, more are up to `high`.
    for (let low = Number.NEGATIVE_INFINITY; ; ) {
      low = this.#after(low)
      if (this.#countTo(low) > place) return low
      const middle = low + (high - low) / 2
      if (this.#countTo(middle) > place) high = middle
      else low = middle
    }
  }

  /** How many are at most `value`. */
  #countTo(value: number): number {
    return this.#blocks.reduce((sum, block) => sum + countTo(block, value) * block.parts, 0)
  }

  /** The least above `value`; Infinity: there is none. */
  #after(value: number): number {
    let least = Number.POSITIVE_INFINITY
    for (const block of this.#blocks) {
      const next = block.values[countTo(block, value)]
      if (next !== undefined) least = Math.min(least, next / block.parts)
    }
    return least
  }
}

/** How many of the block's own values, parted, are at most `value`. */
function countTo({ values, parts }: Block, value: number): number {
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((values[middle] as number) / parts <= value) from = middle + 1
    else to = middle
  }
  return from
}
