/** Conversion factors; the only place where a bare power of ten turns one unit into another. */
export const NS_PER_US = 1e3
export const NS_PER_MS = 1e6
export const NS_PER_S = 1e9
export const MS_PER_S = 1e3
export const S_PER_MIN = 60
export const S_PER_HOUR = 3600
const GIGA = 1e9

/** A rate or amount in billions: GFLOP/s, GB/s. */
export const toGiga = (amount: number) => amount / GIGA

export const nsToMs = (ns: number) => ns / NS_PER_MS
export const nsToS = (ns: number) => ns / NS_PER_S
export const msToNs = (ms: number) => ms * NS_PER_MS
export const sToNs = (s: number) => s * NS_PER_S

const durationUnits: Readonly<Record<string, number>> = {
  ns: 1,
  us: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
  m: S_PER_MIN * NS_PER_S,
  min: S_PER_MIN * NS_PER_S,
  h: S_PER_HOUR * NS_PER_S,
}

/** `200ms`, `1.5s`, `2m`, `1h30m` to nanoseconds; null when it is not a duration with a unit. */
export function parseDurationNs(text: string): number | null {
  const part = /(\d+(?:\.\d+)?)\s*(ns|us|ms|min|s|m|h)/gy
  let total = 0
  let end = 0
  const trimmed = text.trim()
  for (let match = part.exec(trimmed); match !== null; match = part.exec(trimmed)) {
    total += Number(match[1]) * (durationUnits[match[2] as string] as number)
    end = part.lastIndex
  }
  return end > 0 && end === trimmed.length ? total : null
}

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
}

/** `512MiB`, `2GiB`, `1.5GB` to bytes; null when it is not a size with a unit. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|KiB|MiB|GiB)$/.exec(text.trim())
  return match ? Number(match[1]) * (byteUnits[match[2] as string] as number) : null
}

/** `4/s`, `90/min`, `3600/h` (or a bare number: per second) to a rate per second; null otherwise. */
export function parseRatePerSecond(text: string | number): number | null {
  if (typeof text === 'number') return Number.isFinite(text) ? text : null
  const match = /^(\d+(?:\.\d+)?)\s*(?:\/\s*(s|m|min|h))?$/.exec(text.trim())
  if (!match) return null
  return Number(match[1]) / ((durationUnits[match[2] ?? 's'] as number) / NS_PER_S)
}
