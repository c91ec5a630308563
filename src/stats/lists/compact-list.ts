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
  // Nearly all values are whole ones: their room is looked up once.
  let single: Room | undefined
  let length = 0
  const roomOf = (parts: number): Room => {
    let room = rooms.get(parts)
    if (room === undefined) rooms.set(parts, (room = newRoom()))
    if (parts === 1) single = room
    return room
  }
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
      pushTo(parts === 1 && single !== undefined ? single : roomOf(parts), value, pool)
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
  /** The block that is being filled, and how far. */
  last: Sorted
  used: number
  isWhole: boolean
}

/** A short list takes little. */
function newRoom(): Room {
  const last = new Uint32Array(16)
  return { blocks: [last], last, used: 0, isWhole: true }
}

const blocksOf = ({ blocks, used }: Room, parts: number): Block[] =>
  blocks.map((block, i) => ({ values: i === blocks.length - 1 ? block.subarray(0, used) : block, parts }))

function pushTo(room: Room, value: number, pool: BlockPool | null): void {
  if (room.used === room.last.length) grow(room, pool)
  if (room.isWhole && !isWhole(value)) {
    room.isWhole = false
    replaceLast(room, Float64Array.from(room.last))
  }
  room.last[room.used++] = value
}

const isWhole = (value: number) => value >>> 0 === value && !Object.is(value, -0)

/** The first block doubles until it is as long as the others. Where one value was no whole number, most blocks to come hold another such. */
function grow(room: Room, pool: BlockPool | null): void {
  const { last, isWhole: small } = room
  if (last.length < blockLength) {
    const larger = small ? (pool?.take() ?? new Uint32Array(2 * last.length)) : new Float64Array(2 * last.length)
    larger.set(last)
    replaceLast(room, larger)
    return
  }
  room.last = small ? (pool?.take() ?? new Uint32Array(blockLength)) : new Float64Array(blockLength)
  room.blocks.push(room.last)
  room.used = 0
}

function replaceLast(room: Room, block: Sorted): void {
  room.blocks[room.blocks.length - 1] = block
  room.last = block
}
