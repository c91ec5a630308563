import type { GateVerdict } from '../gate-document.ts'
import { percent } from '../../metrics/validity/numbers.ts'

/** What is known of a metric, in logarithms: positive is worse. */
export interface Evidence {
  readonly low: number
  readonly high: number
  /** The smallest change for the worse that is found with the stated power; null: none. */
  readonly detectable: number | null
  readonly marginShare: number
}

export interface Judged {
  readonly verdict: GateVerdict
  readonly why: string
}

/**
 * The rule of one metric. Regression: even the lower bound is beyond the margin. Warn: worse, but by more than the margin is not shown. Pass:
 * the upper bound is below the margin and a change of the margin's size would have been found. Else these runs cannot tell.
 */
export function judgeMetric({ low, high, detectable, marginShare }: Evidence): Judged {
  const margin = Math.log1p(marginShare)
  const within = `the margin of ${percent(marginShare)}`
  if (low > margin) return { verdict: 'regression', why: `at least ${worse(low)}, beyond ${within}` }
  if (low > 0)
    return {
      verdict: 'warn',
      why:
        high < margin
          ? `${worse(low)} to ${worse(high)}, inside ${within}`
          : `at least ${worse(low)}, maybe beyond ${within}`,
    }
  if (high >= margin) return { verdict: 'inconclusive', why: undecided(low, high, within) }
  if (detectable === null || detectable > margin) {
    const size = detectable === null ? 'any change' : `a change of ${percent(Math.expm1(detectable))}`
    const why = `at most ${worse(high)}, but ${size} would often be missed: no pass within ${within}`
    return { verdict: 'inconclusive', why }
  }
  const why = `at most ${worse(high)}, below ${within}; ${percent(Math.expm1(detectable))} would have been found`
  return { verdict: 'pass', why }
}

/** What so few runs or so low a level leave open. */
export const undecidable = (pairs: number, level: number): Judged => ({
  verdict: 'inconclusive',
  why: `${pairs} pairs cannot be told from chance at the level ${Number(level.toPrecision(3))}`,
})

function undecided(low: number, high: number, within: string): string {
  if (!Number.isFinite(low) && !Number.isFinite(high)) return `no bound: neither inside nor beyond ${within}`
  const from = Number.isFinite(low) ? worse(low) : 'unbounded'
  const to = Number.isFinite(high) ? worse(high) : 'unbounded'
  return `between ${from} and ${to}: neither inside nor beyond ${within}`
}

/** `3 % worse`, `2 % better`. */
export function worse(log: number): string {
  const share = Math.expm1(log)
  return `${percent(Math.abs(share))} ${share < 0 ? 'better' : 'worse'}`
}
