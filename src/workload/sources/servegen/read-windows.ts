import { InfbenchError } from '../../../core/errors.ts'
import { csvFields } from '../files/csv-fields.ts'
import type { ArrivalWindow } from './read-clients.ts'

const families: Readonly<Record<string, ArrivalWindow['family']>> = {
  Gamma: 'gamma',
  Weibull: 'weibull',
  '': 'exponential',
}

/** What was read of a file, and how many of its rows were left out. */
export interface ReadWindows<T> {
  readonly read: readonly T[]
  readonly bad: number
}

/** The windows of a trace file. The first that cannot be read ends it with `source.unreadable`, unless such are left out. */
export function windowsOf(text: string, path: string, skipBadRows: boolean): ReadWindows<ArrivalWindow> {
  const read: ArrivalWindow[] = []
  const faults: InfbenchError[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const window = windowOf(line)
    if ('startS' in window) read.push(window)
    else faults.push(unreadable(`${path}:${i + 1}:${window.at + 1}`, window.expected, window.got, skipHint))
  }
  if (faults[0] !== undefined && !skipBadRows) throw faults[0]
  return { read, bad: faults.length }
}

/** What is wrong with a line, and where in it. */
interface LineFault {
  readonly at: number
  readonly expected: string
  readonly got: string
}

const columns = 'start, rate, cv, Gamma or Weibull and two parameters'

function windowOf(line: string): ArrivalWindow | LineFault {
  const fields = csvFields(line, ',')
  if (fields.length < 5) return { at: line.length, expected: columns, got: `${fields.length} fields` }
  const [start, rate, , family, shape] = fields as [Field, Field, Field, Field, Field]
  for (const [field, name] of [
    [start, 'a start in s'],
    [rate, 'a rate per second'],
  ] as const)
    if (field.text === '' || !(number(field) >= 0))
      return { at: field.at, expected: `${name} (${columns})`, got: field.text }
  const known = Object.hasOwn(families, family.text) ? families[family.text] : undefined
  if (known === undefined)
    return { at: family.at, expected: `Gamma, Weibull or nothing (${columns})`, got: family.text }
  if (Number.isNaN(number(shape))) return { at: shape.at, expected: `a parameter (${columns})`, got: shape.text }
  const isFitted = known !== 'exponential' && number(shape) > 0
  return {
    ...{ startS: number(start), ratePerSecond: number(rate) },
    ...(isFitted ? { family: known, shape: number(shape) } : { family: 'exponential' as const, shape: 1 }),
  }
}

type Field = ReturnType<typeof csvFields>[number]

/** NaN where it is none. */
const number = ({ text }: Field): number => (Number.isFinite(Number(text)) ? Number(text) : Number.NaN)

/** What to do about a row that cannot be read. */
export const skipHint = '--skip-bad-rows leaves windows out that cannot be read, and counts them in the run'

/** A place of a file that cannot be read. */
export const unreadable = (where: string, expected: string, got: string, hint?: string): InfbenchError =>
  new InfbenchError('source.unreadable', {
    hint,
    message: `${where}: expected ${expected}, got ${got.length <= 60 ? JSON.stringify(got) : `${JSON.stringify(got.slice(0, 57))}...`}`,
  })
