import { type Assignment, assign, parsePath } from '../file/assignment.ts'
import { isMapping, showValue } from '../file/fault.ts'
import { parseYamlValue } from '../file/yaml-document.ts'
import { labelKey, mostSweepPoints } from '../schema/runs/sweep-fields.ts'

/** One run of a sweep: what it sets, its name in lists and reports (`rate=4`), and the series it is a point of. */
export interface SweepPoint {
  readonly assignments: readonly Assignment[]
  readonly label: string | null
  /** What it sets besides the load: points of one series differ in rate or users alone. Null: nothing. */
  readonly series: string | null
}

const none: readonly SweepPoint[] = [{ assignments: [], label: null, series: null }]

/**
 * The points of a workload's sweep: of a grid every combination, the last key fastest; of a list its entries in order. One point
 * that sets nothing where there is no (well-formed) sweep: what is wrong with a malformed one is the schema's to say.
 */
export function expandSweep(tree: unknown, overrides: readonly Assignment[]): readonly SweepPoint[] {
  const whole = assign(tree ?? {}, overrides)
  const sweep = isMapping(whole) ? whole['sweep'] : undefined
  const points = Array.isArray(sweep) ? listPoints(sweep) : isMapping(sweep) ? gridPoints(sweep) : none
  return points.length === 0 ? none : points
}

function gridPoints(grid: Record<string, unknown>): readonly SweepPoint[] {
  let combinations: readonly (readonly Assignment[])[] = [[]]
  for (const [key, values] of Object.entries(grid)) {
    if (!Array.isArray(values) || combinations.length * values.length > mostSweepPoints) return none
    const assignments = values.map((value, i) => assignment(key, value, ['sweep', key, i], ['sweep', key]))
    combinations = combinations.flatMap((before) => assignments.map((next) => [...before, next]))
  }
  return combinations.map((assignments) => pointOf(assignments, null))
}

function listPoints(entries: readonly unknown[]): readonly SweepPoint[] {
  if (entries.length > mostSweepPoints || !entries.every(isMapping)) return none
  return entries.map((entry, i) => {
    const paths = Object.keys(entry).filter((key) => key !== labelKey)
    const given = entry[labelKey]
    const assignments = paths.map((key) => assignment(key, entry[key], ['sweep', i, key], ['sweep', i, key]))
    return pointOf(assignments, typeof given === 'string' ? given : null)
  })
}

function assignment(key: string, value: unknown, path: Assignment['path'], keyPath: Assignment['path']): Assignment {
  return { path: parsePath(key), value, origin: { kind: 'sweep', path, keyPath } }
}

function pointOf(assignments: readonly Assignment[], given: string | null): SweepPoint {
  const label = assignments.map((each) => `${writtenKey(each)}=${labelText(each.value)}`).join(', ')
  const others = assignments.map(withoutLoad).filter((each) => each !== null)
  const series = others.map((each) => `${writtenKey(each)}=${labelText(each.value)}`).join(', ')
  // An entry that leaves the load alone is the only point of its series, which may then go by its name.
  const named = others.length === assignments.length ? given : null
  return {
    assignments,
    label: given ?? (label === '' ? null : label),
    series: named ?? (series === '' ? null : series),
  }
}

/** The key as the user wrote it: `rate`, not `arrival.rate`. */
function writtenKey({ origin }: Assignment): string {
  return origin.kind === 'sweep' ? String(origin.keyPath.at(-1)) : ''
}

const loadPaths = ['arrival.rate', 'arrival.users']

/** What is left of a setting without rate and users; null: nothing. */
function withoutLoad(each: Assignment): Assignment | null {
  const path = each.path.join('.')
  if (loadPaths.includes(path)) return null
  if (path !== 'arrival' || !isMapping(each.value)) return each
  const { rate: _rate, users: _users, ...rest } = each.value
  return { ...each, value: rest }
}

function labelText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? value : showValue(value)
}

/** What sets these values by hand, as `--set` has it, so that one point can be run again by itself. */
export function pointOverrides(point: SweepPoint): readonly string[] {
  return point.assignments.map(({ path, value }) => `${path.join('.')}=${yamlText(value)}`)
}

/** A value as YAML on one line: as it stands where that reads back the same, else as JSON. */
function yamlText(value: unknown): string {
  const plain = parseYamlValue(String(value))
  return typeof value === 'string' && 'value' in plain && plain.value === value ? value : JSON.stringify(value)
}
