import { MS_PER_S, S_PER_HOUR, S_PER_MIN } from '../../../core/units.ts'

/**
 * How figures are written for people: never more digits than a benchmark can stand behind, never fewer than three where
 * there are as many, nothing for what was not observed. One place, so that tables, live line and overview agree.
 */
const none = '-'

/** Three or more significant digits: 0.034, 3.42, 48.0, 812, 12345. */
export function digits(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.1) return value.toFixed(3)
  if (size < 10) return value.toFixed(2)
  return value.toFixed(size < 100 ? 1 : 0)
}

/** As `digits`, with thousands separated: 12,345. */
export function grouped(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  return Math.abs(value) < 1000 ? digits(value) : Math.round(value).toLocaleString('en-US')
}

/** A whole number with thousands separated. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? none : Math.round(value).toLocaleString('en-US')
}

/** A share of 0..1 as `97.1 %`; 100 % only when it is all, 0 % only when it is nothing. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return none
  if (share > 0.9995 && share < 1) return '>99.9 %'
  if (share > 0 && share < 0.0005) return '<0.1 %'
  return share === 0 || share === 1 ? `${share * 100} %` : `${(share * 100).toFixed(1)} %`
}

/** Dollars with the cents that matter: $5.556, $1.11, $0.0042. */
export function dollars(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  const size = Math.abs(value)
  return `$${size >= 100 ? value.toFixed(2) : size >= 0.1 || size === 0 ? value.toFixed(3) : value.toPrecision(2)}`
}

/** What a person set: as many digits as it has, 4 and not 4.00. */
export const exact = (value: number): string => String(Number(value.toPrecision(6)))

/** Seconds as people say them: 850 ms, 3.2 s, 12 s, 2m05s, 1h02m. */
export function seconds(value: number): string {
  if (value < 0.9995) return `${Math.round(value * MS_PER_S)} ms`
  if (value < S_PER_MIN) return `${value < 10 ? Number(value.toFixed(1)) : Math.floor(value)} s`
  const whole = Math.round(value)
  const padded = (n: number) => String(Math.floor(n)).padStart(2, '0')
  if (whole < S_PER_HOUR) return `${Math.floor(whole / S_PER_MIN)}m${padded(whole % S_PER_MIN)}s`
  return `${Math.floor(whole / S_PER_HOUR)}h${padded((whole % S_PER_HOUR) / S_PER_MIN)}m`
}
