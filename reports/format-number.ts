/**
 * The one number formatter of the reports: three significant digits, the unit that keeps them readable, a non-breaking
 * space before it, no locale. Unknown is an en dash, never 0. The expressions at the end say the same to Vega's axes.
 */
const gap = '\u00a0'
const unknown = '–'

/** Three significant digits without exponent up to a million, thousands parted by commas. */
export function formatNumber(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return unknown
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))))
  const decimals = Math.max(0, Math.min(12, digits - 1 - magnitude))
  const text = Math.abs(value).toFixed(decimals)
  const [whole = '0', fraction] = text.split('.')
  const sign = value < 0 ? '−' : ''
  return sign + groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`)
}

/** With so many decimals, thousands parted by commas; for columns whose points stand under each other. */
export function formatFixed(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return unknown
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.')
  const zero = Number(value.toFixed(decimals)) === 0
  return (value < 0 && !zero ? '−' : '') + groupThousands(whole) + (fraction === undefined ? '' : `.${fraction}`)
}

/** As many decimals as give the smallest of the values three digits, at most three. */
export function decimalsFor(values: readonly (number | null)[]): number {
  const sizes = values.flatMap((value) => (value === null || value === 0 ? [] : [Math.abs(value)]))
  if (sizes.length === 0) return 0
  return Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.min(...sizes)))))
}

/** A whole number, thousands parted by commas. */
export function formatCount(value: number | null): string {
  return value === null ? unknown : groupThousands(String(Math.round(value)))
}

/** `1 request`, `2,000 requests`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`
}

/** `50.1 ms to 52.0 ms`, or the one value that both read as. */
export function formatMsRange(least: number, largest: number, between = ' to '): string {
  const [from, to] = [formatMs(least), formatMs(largest)]
  return from === to ? from : `${from}${between}${to}`
}

/** Milliseconds in the unit that reads best: µs, ms, s or min. */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return unknown
  const size = Math.abs(ms)
  if (size === 0) return `0${gap}ms`
  if (size < 0.9995) return `${formatNumber(ms * 1000)}${gap}µs`
  if (size < 999.5) return `${formatNumber(ms)}${gap}ms`
  if (size < 119_500) return `${formatNumber(ms / 1000)}${gap}s`
  return `${formatNumber(ms / 60_000)}${gap}min`
}

/** Seconds, by the same rule as `formatMs`. */
export function formatSeconds(seconds: number | null): string {
  return formatMs(seconds === null ? null : seconds * 1000)
}

/** A fraction 0..1 as a percentage; never rounds up to 100 % or down to 0 % what is not. */
export function formatShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return unknown
  const percent = share * 100
  if (percent > 99.9 && percent < 100) return `> 99.9${gap}%`
  if (percent > 0 && percent < 0.1) return `< 0.1${gap}%`
  return trimZeros(`${percent.toFixed(1)}${gap}%`)
}

/** Relative change with its sign, e.g. `+3.4 %`; a ratio above tenfold reads as a factor. */
export function formatChange(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return unknown
  if (share >= 9) return `×${gap}${formatNumber(share + 1)}`
  const percent = share * 100
  const rounded = Math.abs(percent) < 0.05 ? '0' : Math.abs(percent).toFixed(Math.abs(percent) < 100 ? 1 : 0)
  const sign = rounded === '0' ? '±' : percent > 0 ? '+' : '−'
  return `${sign}${rounded}${gap}%`
}

/** Without the zeros behind the point, for values that somebody chose: `2.00 s` to `2 s`. */
export function trimZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\u00a0|$)/, '$1').replace(/\.(?=\u00a0|$)/, '')
}

/** Bytes in binary units. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return unknown
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let size = bytes
  let unit = 0
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${formatNumber(size)}${gap}${units[unit]}`
}

/** US dollars with at least cents, more digits for small sums. */
export function formatUsd(usd: number | null): string {
  if (usd === null) return unknown
  return `$${Math.abs(usd) >= 1 ? groupThousands(usd.toFixed(2).split('.')[0] as string) + usd.toFixed(2).slice(-3) : formatNumber(usd)}`
}

/** Rounds to significant digits, so that rows in the page are short and stable. */
export function roundTo(value: number, digits = 5): number {
  return Number.isFinite(value) && value !== 0 ? Number(value.toPrecision(digits)) : value
}

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Vega expression for the labels of an axis in milliseconds. */
export const msAxisLabel =
  "datum.value === 0 ? '0' : datum.value < 1 ? format(datum.value * 1000, ',~r') + ' µs' : datum.value < 1000 ? format(datum.value, '~r') + ' ms' : format(datum.value / 1000, ',~r') + ' s'"

/** Vega expressions for the labels of an axis in seconds since the run's start: short and long runs. */
export const secondsAxisLabel = "format(datum.value, '~r') + ' s'"
export const minutesAxisLabel = "format(datum.value / 60, '~r') + ' min'"
