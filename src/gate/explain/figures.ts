/** Numbers of a computation: four significant digits, so that a reader can follow it with a calculator. */
export const four = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : value > 0 ? 'infinite' : '-infinite'

/** A figure of a run, or what stands for none. */
export const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : String(Number(value.toPrecision(5)))

/** A logarithm as the share it is: `0.04879 (5 % worse)`. */
export function logShare(log: number): string {
  if (!Number.isFinite(log)) return 'unbounded'
  const share = 100 * Math.expm1(log)
  return `${four(log)} (${four(Math.abs(share))} % ${log < 0 ? 'better' : 'worse'})`
}

export const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Of a sample. */
export function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
