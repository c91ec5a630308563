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

/** A rate in billions (giga), three digits or all whole ones: `33.1`, `942`. */
export function toBillions(rate: number): string {
  const billions = rate / 1e9
  return billions.toFixed(billions < 10 ? 2 : billions < 100 ? 1 : 0)
}
