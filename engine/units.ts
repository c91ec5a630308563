/** Nanoseconds to seconds. */
export function nsToSeconds(ns: number): number {
  return ns / 1e9
}

/** Milliseconds to whole seconds, rounded down. */
export function msToWholeSeconds(ms: number): number {
  return Math.floor(ms / 1000)
}

/** A count in millions, with one decimal: `109.5M`. */
export function inMillions(count: number): string {
  return `${(count / 1e6).toFixed(1)}M`
}
