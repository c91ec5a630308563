/** A growing list of numbers in one Float64Array: eight bytes a value, for the millions of token gaps of a long run. */
export interface NumberList {
  push(value: number): void
  /** A view of what was pushed so far, in order; valid until the next push. */
  values(): Float64Array
  readonly length: number
}

/** An empty list; its room doubles as it fills. */
export function numberList(): NumberList {
  let room = new Float64Array(16)
  let used = 0
  return {
    push(value) {
      if (used === room.length) {
        const larger = new Float64Array(2 * used)
        larger.set(room)
        room = larger
      }
      room[used++] = value
    },
    values: () => room.subarray(0, used),
    get length() {
      return used
    },
  }
}
