/** Digits of 11 bits: three passes over 32 bits, and counts that stay in the first-level cache. */
const digitBits = 11
const digits = 1 << digitBits
/** Below it the counts cost more than comparing. */
const leastForDigits = 512

const counts = new Uint32Array(3 * digits)
let scratch = new Uint32Array(0)

/**
 * Puts whole numbers below 2^32 in ascending order where they are, by their digits (a radix sort from the least significant one): some six times
 * as fast as `sort` on a block of gaps. Takes room for another list of that length, which is kept for the next.
 */
export function sortWhole(values: Uint32Array): void {
  if (isAscending(values)) return
  if (values.length < leastForDigits) {
    values.sort()
    return
  }
  if (scratch.length < values.length) scratch = new Uint32Array(values.length)
  countDigits(values)
  const other = scratch.subarray(0, values.length)
  place(values, other, 0)
  place(other, values, 1)
  place(values, other, 2)
  values.set(other)
}

/** Lists are asked for ranks again and again; the first descent ends the look at one that is in no order. */
function isAscending(values: Uint32Array): boolean {
  for (let i = 1; i < values.length; i++) if ((values[i] as number) < (values[i - 1] as number)) return false
  return true
}

/** How many values have each digit, for all three places at once. */
function countDigits(values: Uint32Array): void {
  counts.fill(0)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    for (let pass = 0; pass < 3; pass++) {
      const slot = pass * digits + digitOf(value, pass)
      counts[slot] = (counts[slot] as number) + 1
    }
  }
}

/** Moves all values to where their digit of that place begins, those of one digit in the order in which they came. */
function place(from: Uint32Array, to: Uint32Array, pass: number): void {
  const base = pass * digits
  let next = 0
  for (let slot = base; slot < base + digits; slot++) {
    const count = counts[slot] as number
    counts[slot] = next
    next += count
  }
  for (let i = 0; i < from.length; i++) {
    const value = from[i] as number
    const slot = base + digitOf(value, pass)
    const at = counts[slot] as number
    to[at] = value
    counts[slot] = at + 1
  }
}

const digitOf = (value: number, pass: number) => (value >>> (pass * digitBits)) & (digits - 1)
