/**
 * How far the clocks of two machines lie apart, from answers of one server. An answer's Date is a step function of the server's time,
 * in whole seconds: it was made after the request was sent and before its head arrived, so what a machine saw of second k says between
 * which two of its own moments the server's clock turned to k. Two machines that saw the same turn have their clocks bounded against each
 * other; all turns together bound them more narrowly, and no distribution is assumed. It does not matter whether the server's
 * clock is right, nor whether it renews its Date late, as many do, as long as one process makes it. Bounds that contradict each other
 * (several servers behind one address) say that nothing is known.
 */
export interface DateSeen {
  /** ms since 1970, by the machine's own clock. */
  readonly sentMs: number
  readonly headersMs: number
  /** The Date of the answer, s since 1970. */
  readonly dateS: number
}

export interface ClockOffset {
  /** Added to a moment of the other clock it is one of the first's. */
  readonly offsetMs: number
  /** It lies no further than this from the truth. */
  readonly uncertaintyMs: number
}

/** The offset of `other` against `first`; null: unknown. */
export function clockOffset(first: readonly DateSeen[], other: readonly DateSeen[]): ClockOffset | null {
  const [a, b] = [turnsOf(first), turnsOf(other)]
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const second of new Set([...first, ...other].map(({ dateS }) => dateS))) {
    const [seen, against] = [a(second), b(second)]
    least = Math.max(least, seen.after - against.before)
    most = Math.min(most, seen.before - against.after)
  }
  if (least > most || !Number.isFinite(least) || !Number.isFinite(most)) return null
  return { offsetMs: (least + most) / 2, uncertaintyMs: (most - least) / 2 }
}

/** Between which moments of its clock a machine saw the server turn to a second; infinite where it saw nothing on that side. */
interface Turn {
  readonly after: number
  readonly before: number
}

function turnsOf(seen: readonly DateSeen[]): (second: number) => Turn {
  const ordered = seen.toSorted((a, b) => a.dateS - b.dateS)
  const latestSent = runningBest(
    ordered.map(({ sentMs }) => sentMs),
    Math.max,
  )
  const earliestHead = runningBest(ordered.map(({ headersMs }) => headersMs).toReversed(), Math.min).toReversed()
  return (second) => {
    const place = firstAtLeast(ordered, second)
    return {
      after: latestSent[place - 1] ?? Number.NEGATIVE_INFINITY,
      before: earliestHead[place] ?? Number.POSITIVE_INFINITY,
    }
  }
}

function runningBest(values: readonly number[], best: (a: number, b: number) => number): number[] {
  let so: number | null = null
  return values.map((value) => (so = so === null ? value : best(so, value)))
}

/** The first place with this second or a later one. */
function firstAtLeast(ordered: readonly DateSeen[], second: number): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ordered[middle] as DateSeen).dateS < second) low = middle + 1
    else high = middle
  }
  return low
}
