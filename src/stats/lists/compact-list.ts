/**
 * A list for millions of values that are mostly whole numbers below 2^32, as gaps in ns are: four bytes each, in blocks that are never
 * copied as it grows. A block with any other value in it takes eight. Values that come as equal parts of one are kept as that one, so k
 * tokens that share a gap take the room of one. What comes out are the numbers that went in, whatever they take.
 */
import type { NumberList } from '../number-list.ts'

/** Numbers in the room they need. */
export type Sorted = Float64Array | Uint32Array

/** Each of `values` stands for `parts` values of value / parts. */
export interface Block {
  readonly values: Sorted
  readonly parts: number
}

export interface CompactList extends NumberList {
  /** `parts` values of value / parts; 1 where nothing is said. */
  push(value: number, parts?: number): void
  /** All values; those of one part in the order in which they came, before any of several. */
  values(): Float64Array
  /** An ascending copy. */
  sorted(): Sorted
  /** The list's own memory, block by block; whoever puts a block in another order changes the list. */
  blocks(): readonly Block[]
}

const blockLength = 1 << 14

/** Blocks that no list holds any more, for lists to come: a collection of the garbage sees of a block but its small end, and lets them pile up. */
export interface BlockPool {
  take(): Uint32Array | null
  /** Takes over the blocks of a list, which must not be used afterwards. */
  give(list: Pick<CompactList, 'blocks'>): void
}

/** A pool without a block. */
export function blockPool(): BlockPool {
  const spare: Uint32Array[] = []
  return {
    take: () => spare.pop() ?? null,
    give(list) {
      for (const { values } of list.blocks()) {
        if (!(values instanceof Uint32Array) || values.buffer.byteLength !== blockLength * values.BYTES_PER_ELEMENT)
          continue
        spare.push(new Uint32Array(values.buffer as ArrayBuffer))
      }
    },
  }
}

/** An empty list, in blocks of the pool as long as it has any. */
export function compactList(pool: BlockPool | null = null): CompactList {
  const rooms = new Map<number, Room>()
  let length = 0
  const blocks = () => [...rooms].sort(([a], [b]) => a - b).flatMap(([parts, room]) => blocksOf(room, parts))
  const copyTo = <T extends Sorted>(all: T): T => {
    let place = 0
    for (const { values, parts } of blocks()) {
      if (parts === 1) all.set(values, place)
      else
        for (const [i, value] of values.entries()) all.fill(value / parts, place + i * parts, place + (i + 1) * parts)
      place += values.length * parts
    }
    return all
  }
  return {
    push(value, parts = 1) {
      let room = rooms.get(parts)
      if (room === undefined) rooms.set(parts, (room = { blocks: [], used: 0 }))
      pushTo(room, value, pool)
      length += parts
    },
    blocks,
    values: () => copyTo(new Float64Array(length)),
    sorted: () => {
      const isSmall = blocks().every(({ values, parts }) => parts === 1 && values instanceof Uint32Array)
      return copyTo(isSmall ? new Uint32Array(length) : new Float64Array(length)).sort()
    },
    get length() {
      return length
    },
  }
}

/** Values that come in the same number of parts. */
interface Room {
  readonly blocks: Sorted[]
  used: number
}

const blocksOf = ({ blocks, used }: Room, parts: number): Block[] =>
  blocks.map((block, i) => ({ values: block.subarray(0, used - i * blockLength), parts }))

function pushTo(room: Room, value: number, pool: BlockPool | null): void {
  const { blocks, used } = room
  const place = used % blockLength
  // A short list takes little.
  if (place === 0 && used > 0) blocks.push(blockLike(blocks.at(-1) as Sorted, pool))
  else if (used < blockLength) growFirst(blocks, used, pool)
  const last = blocks.length - 1
  if (!isWhole(value) && blocks[last] instanceof Uint32Array) blocks[last] = Float64Array.from(blocks[last])
  ;(blocks[last] as Sorted)[place] = value
  room.used++
}

/** Where one value was no whole number, most blocks to come hold another such. */
const blockLike = (last: Sorted, pool: BlockPool | null) =>
  last instanceof Uint32Array ? (pool?.take() ?? new Uint32Array(blockLength)) : new Float64Array(blockLength)

const isWhole = (value: number) => value >>> 0 === value && !Object.is(value, -0)

function growFirst(blocks: Sorted[], used: number, pool: BlockPool | null): void {
  const first = blocks[0]
  if (first === undefined) blocks.push(new Uint32Array(16))
  else if (used === first.length) {
    const larger =
      first instanceof Uint32Array ? (pool?.take() ?? new Uint32Array(2 * used)) : new Float64Array(2 * used)
    larger.set(first)
    blocks[0] = larger
  }
}
