/**
 * A list for millions of values that are mostly whole numbers below 2^32, as gaps in ns are: four bytes each, in blocks that are never
 * copied as it grows. A block with any other value in it takes eight. What comes out are the numbers that went in, whatever they take.
 */
import type { NumberList } from '../number-list.ts'

/** Ascending numbers, in the room they need. */
export type Sorted = Float64Array | Uint32Array

export interface CompactList extends NumberList {
  /** An ascending copy. */
  sorted(): Sorted
  /** The list's own memory, block by block, in the order in which they came; whoever puts them in another order changes the list. */
  blocks(): readonly Sorted[]
}

const blockLength = 1 << 14

/** An empty list. */
export function compactList(): CompactList {
  const blocks: Sorted[] = []
  let used = 0
  const copyTo = <T extends Sorted>(all: T): T => {
    for (const [i, block] of blocks.entries()) {
      const start = i * blockLength
      all.set(block.subarray(0, Math.min(blockLength, used - start)), start)
    }
    return all
  }
  return {
    push(value) {
      const place = used % blockLength
      // A short list takes little.
      if (place === 0 && used > 0) blocks.push(blockLike(blocks.at(-1) as Sorted))
      else if (used < blockLength) growFirst(blocks, used)
      const last = blocks.length - 1
      if (!isWhole(value) && blocks[last] instanceof Uint32Array) blocks[last] = Float64Array.from(blocks[last])
      ;(blocks[last] as Sorted)[place] = value
      used++
    },
    blocks: () => blocks.map((block, i) => block.subarray(0, used - i * blockLength)),
    values: () => copyTo(new Float64Array(used)),
    sorted: () =>
      copyTo(
        blocks.every((block) => block instanceof Uint32Array) ? new Uint32Array(used) : new Float64Array(used),
      ).sort(),
    get length() {
      return used
    },
  }
}

/** Where one value was no whole number, most blocks to come hold another such. */
const blockLike = (last: Sorted) =>
  last instanceof Uint32Array ? new Uint32Array(blockLength) : new Float64Array(blockLength)

const isWhole = (value: number) => value >>> 0 === value && !Object.is(value, -0)

function growFirst(blocks: Sorted[], used: number): void {
  const first = blocks[0]
  if (first === undefined) blocks.push(new Uint32Array(16))
  else if (used === first.length) {
    const larger = first instanceof Uint32Array ? new Uint32Array(2 * used) : new Float64Array(2 * used)
    larger.set(first)
    blocks[0] = larger
  }
}
