import type { LengthPlan } from '../run-plan.ts'
import { type Length, quantilePoints } from '../schema/length-fields.ts'

/** A length with every default filled in. */
export function resolveLength(length: Length): LengthPlan {
  if (typeof length === 'number') return { kind: 'fixed', tokens: length }
  const { uniform, normal, lognormal, quantiles } = length
  if (uniform !== undefined) return { kind: 'uniform', min: uniform[0], max: uniform[1] }
  if (normal !== undefined) return { kind: 'normal', ...normal, max: normal.max ?? null }
  if (lognormal !== undefined) return { kind: 'lognormal', ...lognormal, max: lognormal.max ?? null }
  return { kind: 'quantiles', points: quantilePoints(quantiles as Record<string, number>) }
}
