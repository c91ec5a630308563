import { percent } from '../../metrics/validity/numbers.ts'
import type { GateLimit } from '../gate-document.ts'
import type { AbsoluteLimit, LimitOperator } from '../policy/gate-policy.ts'
import { type LimitFigure, limitFigure } from '../policy/limit-expression.ts'
import type { GateRun } from './gate-input.ts'
import { medianOf } from './metric-figures.ts'

const holds: Readonly<Record<LimitOperator, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

/**
 * Absolute limits of the candidate alone. The run is the unit here too: regression where the median over its runs breaks the limit, warn where
 * the median keeps it and single runs do not. A statement on these runs, without a level: an absolute figure has no other side that would
 * cancel what the machine adds.
 */
export function judgeLimits(limits: readonly AbsoluteLimit[], candidate: readonly GateRun[]): readonly GateLimit[] {
  return limits.map((limit) => {
    const figure = limitFigure(limit.metric) as LimitFigure
    const runs = candidate.map(({ document }) => figure.of(document))
    return { ...limit, value: medianOf(runs), runs, ...judged(limit, runs) }
  })
}

function judged(limit: AbsoluteLimit, runs: readonly (number | null)[]): Pick<GateLimit, 'verdict' | 'why'> {
  const { operator, limit: bound, unit } = limit
  const known = runs.filter((value) => value !== null)
  const median = medianOf(runs)
  if (median === null) return { verdict: 'inconclusive', why: `${limit.metric} was observed in no run` }
  const broken = known.filter((value) => !holds[operator](value, bound)).length
  const some = `${broken} of ${known.length} runs`
  if (!holds[operator](median, bound))
    return { verdict: 'regression', why: `${shown(median, unit)} over runs; ${some} break it` }
  if (broken > 0) return { verdict: 'warn', why: `${shown(median, unit)} over runs keeps it, but ${some} break it` }
  if (known.length < runs.length)
    return { verdict: 'warn', why: `observed in ${known.length} of ${runs.length} runs, which keep it` }
  return { verdict: 'pass', why: `${shown(median, unit)} over runs; every run keeps it` }
}

/** A figure with its unit. */
export function shown(value: number, unit: string): string {
  if (unit === 'share') return percent(value)
  const digits = String(Number(value.toPrecision(4)))
  return unit === 'USD' ? `$${digits}` : `${digits} ${unit}`
}
