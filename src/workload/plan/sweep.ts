import { type Assignment, assign, parsePath } from '../file/assignment.ts'
import { isMapping, showValue } from '../file/fault.ts'
import { mostSweepPoints } from '../schema.ts'

/** One combination of a sweep's values: what it sets, and its name in lists and reports (`rate=4`). */
export interface SweepPoint {
  readonly assignments: readonly Assignment[]
  readonly label: string | null
}

/**
 * The grid of a workload's sweep, the last key fastest; one point that sets nothing where there is no (well-formed) sweep: what
 * is wrong with a malformed one is the schema's to say.
 */
export function expandSweep(tree: unknown, overrides: readonly Assignment[]): readonly SweepPoint[] {
  const whole = assign(tree ?? {}, overrides)
  const sweep = isMapping(whole) ? whole['sweep'] : undefined
  const none = [{ assignments: [], label: null }]
  if (!isMapping(sweep)) return none
  let points: SweepPoint[] = none
  for (const [key, values] of Object.entries(sweep)) {
    if (!Array.isArray(values) || points.length * values.length > mostSweepPoints) return none
    points = points.flatMap((point) => values.map((value, i) => extend(point, key, value, i)))
  }
  return points.length === 0 ? none : points
}

function extend(point: SweepPoint, key: string, value: unknown, i: number): SweepPoint {
  const assignment: Assignment = { path: parsePath(key), value, origin: { kind: 'sweep', path: ['sweep', key, i] } }
  const text = typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? value : showValue(value)
  const label = `${key}=${text}`
  return {
    assignments: [...point.assignments, assignment],
    label: point.label === null ? label : `${point.label}, ${label}`,
  }
}
