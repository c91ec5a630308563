/**
 * The value that stands at `place` (from 0) in ascending order; undefined beyond the ends. Quickselect (Hoare, "Algorithm 65: Find", 1961) on
 * a copy, with the middle of three as pivot: a bound needs one of thousands of values, and sorting all of them is most of a decision's time.
 * Infinite values are welcome, NaN is not.
 */
export function nthSmallest(values: Float64Array, place: number): number | undefined {
  if (!(place >= 0 && place < values.length)) return undefined
  const list = values.slice()
  let [from, to] = [0, list.length - 1]
  while (from < to) {
    const pivot = middleOf(list[from] as number, list[(from + to) >> 1] as number, list[to] as number)
    let [left, right] = [from, to]
    while (left <= right) {
      while ((list[left] as number) < pivot) left++
      while ((list[right] as number) > pivot) right--
      if (left > right) break
      const kept = list[left] as number
      list[left++] = list[right] as number
      list[right--] = kept
    }
    // all up to `right` are at most the pivot, all from `left` on at least; between them lie equals
    if (place <= right) to = right
    else if (place >= left) from = left
    else return list[place]
  }
  return list[place]
}

const middleOf = (a: number, b: number, c: number) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
