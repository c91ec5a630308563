import type { Fingerprints, RunHeader } from '../../core/run-header.ts'
import { clip } from '../sections/clip.ts'
import type { ConditionDifference, FieldDifference } from './comparison.ts'
import { environmentLines, targetLines, workloadLines } from '../sections/fact-groups.ts'
import type { FactGroup } from '../report-model.ts'

type Lines = FactGroup['lines']

/** In what the conditions of two runs differ. The fingerprints decide whether they do, the fields say where. */
export function compareConditions(a: RunHeader, b: RunHeader): readonly ConditionDifference[] {
  const workload = differing(workloadLines(a), workloadLines(b))
  return [
    condition('workload', a, b, workload.length > 0 ? workload : differing(planLines(a.plan), planLines(b.plan))),
    condition('dataset', a, b, fingerprintField('dataset', a, b)),
    condition('target', a, b, differing(targetLines(a), targetLines(b), portless(a, b))),
    condition('environment', a, b, differing(environmentLines(a), environmentLines(b))),
  ]
}

function condition(
  area: keyof Fingerprints,
  a: RunHeader,
  b: RunHeader,
  fields: readonly FieldDifference[],
): ConditionDifference {
  const same = a.fingerprints[area] === b.fingerprints[area]
  return { area, same, fields: same ? [] : fields.length > 0 ? fields : fingerprintField(area, a, b) }
}

function fingerprintField(area: keyof Fingerprints, a: RunHeader, b: RunHeader): readonly FieldDifference[] {
  if (a.fingerprints[area] === b.fingerprints[area]) return []
  return [{ field: 'fingerprint', a: a.fingerprints[area], b: b.fingerprints[area] }]
}

/** Lines that one side lacks or says otherwise; the fingerprint itself is no news. */
function differing(a: Lines, b: Lines, ignored: readonly string[] = []): readonly FieldDifference[] {
  const before = new Map(a.map(({ label, value }) => [label, value]))
  const after = new Map(b.map(({ label, value }) => [label, value]))
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => field !== 'Fingerprint' && !ignored.includes(field) && before.get(field) !== after.get(field))
    .map((field) => ({ field, a: before.get(field) ?? null, b: after.get(field) ?? null }))
}

/** The bundled engine takes any free port: where both sides are one, the URL tells nothing. */
function portless(a: RunHeader, b: RunHeader): readonly string[] {
  return a.target.kind === 'engine' && b.target.kind === 'engine' ? ['URL'] : []
}

/** A plan as dotted paths, for differences that no described line shows. */
function planLines(plan: unknown, path = ''): Lines {
  if (typeof plan !== 'object' || plan === null) return [{ label: path, value: clip(String(plan)) }]
  return Object.entries(plan).flatMap(([key, value]) => planLines(value, path === '' ? key : `${path}.${key}`))
}
