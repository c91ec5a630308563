/** The pages of one sequence in order: position p lives in page `blocks[p / blockTokens]`. Grows, and empties at once. */
export interface BlockTable {
  readonly count: number
  /** Valid up to `count`; may be replaced when the table grows. */
  readonly blocks: Int32Array
  append(block: number): void
  clear(): void
}

/** An empty table with room for `capacity` pages before it has to grow. */
export function createBlockTable(capacity = 8): BlockTable {
  let blocks = new Int32Array(Math.max(1, capacity))
  let count = 0
  return {
    get count() {
      return count
    },
    get blocks() {
      return blocks
    },
    append(block) {
      if (count === blocks.length) {
        const grown = new Int32Array(2 * count)
        grown.set(blocks)
        blocks = grown
      }
      blocks[count++] = block
    },
    clear() {
      count = 0
    },
  }
}
