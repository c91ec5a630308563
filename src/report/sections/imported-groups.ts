import type { RunDocument } from '../../metrics/run-document.ts'
import { formatCount, formatNumber } from '../../../reports/format-number.ts'
import { clip } from './clip.ts'
import type { FactGroup } from '../report-model.ts'

type Imported = NonNullable<RunDocument['imported']>
type Line = FactGroup['lines'][number]

const noteLabels: Readonly<Record<Imported['notes'][number]['code'], string>> = {
  definition: 'Means something else',
  percentile: 'Interpolated otherwise',
  absent: 'Absent',
  derived: 'Derived here',
  unit: 'Unit',
  assumed: 'Assumed',
}

/** A report shows so many of a file's own figures; all of them are in the store and in the JSON. */
const mostFigures = 200

/** Where an imported run comes from, what differs, and the figures of its file; nothing for a run of our own. */
export function importedGroups(imported: RunDocument['imported']): readonly FactGroup[] {
  if (imported === undefined) return []
  const version = imported.toolVersion === null ? '' : ` ${imported.toolVersion}`
  const source = [
    { label: 'Tool', value: clip(`${imported.title}${version}`) },
    {
      label: 'File',
      value: clip(imported.position === 0 ? imported.file : `${imported.file}, run ${imported.position + 1}`),
    },
    { label: 'SHA-256', value: imported.sha256 },
    { label: 'Described by', value: imported.basis === 'records' ? 'its requests' : 'the figures of the tool' },
    ...imported.notes.map(({ code, message }) => ({ label: noteLabels[code], value: clip(message) })),
  ]
  return [{ title: 'Imported', lines: source }, ...figureGroup(imported)]
}

function figureGroup({ figures }: Imported): FactGroup[] {
  if (figures.length === 0) return []
  const told = figures.filter(({ value }) => value !== null)
  const more = told.length - mostFigures
  const rest = more > 0 ? [{ label: 'and more', value: `${formatCount(more)} figures, in infbench show --json` }] : []
  return [{ title: 'Figures of the file', lines: [...told.slice(0, mostFigures).map(figureLine), ...rest] }]
}

function figureLine({ key, value, unit, metric }: Imported['figures'][number]): Line {
  const shown = typeof value === 'number' ? formatNumber(value, 6) : String(value)
  const place = metric === null ? '' : ` (${metric})`
  return { label: clip(key, 80), value: clip(`${shown}${unit === null ? '' : ` ${unit}`}${place}`) }
}

/** What the tool was asked to do. */
export function settingLines(plan: unknown): Line[] {
  const { settings = {} } = (plan ?? {}) as { readonly settings?: Readonly<Record<string, unknown>> }
  return Object.entries(settings).flatMap(([label, value]) =>
    value === null || value === '' ? [] : [{ label: clip(label, 60), value: clip(String(value)) }],
  )
}
