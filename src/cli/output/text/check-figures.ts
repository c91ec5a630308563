import type { CheckResult } from '../../../core/certificate.ts'
import { digits, grouped } from './numbers.ts'

/** A figure of a check with its unit: `+0.12 ms`, `523,000/s`. */
export function figureText(value: number | null, { unit }: Pick<CheckResult, 'unit'>): string {
  if (value === null) return 'not measured'
  if (unit === '') return value === Number.MAX_SAFE_INTEGER ? 'unlimited' : grouped(value)
  if (unit === '1/s') return `${grouped(value)}/s`
  return `${digits(value)} ${unit}`
}
