import { z } from 'zod'
import { showValue } from '../../file/fault.ts'
import { pathText } from '../../file/assignment.ts'

/** More runs than this are a slip, not a plan. */
export const mostSweepPoints = 1000

/** The key of a list's entry that names its run and sets nothing. */
export const labelKey = 'label'

const sweepWords = 'a mapping of paths to lists such as {rate: [1, 2, 4, 8]}, or a list of settings such as [{rate: 4}]'
const valuesWords = 'a list of values such as [1, 2, 4]'
const entryWords = 'a mapping of paths to values such as {rate: 4}'
const labelWords = 'a name of the run in quotes, another for each entry'
const pathWords = 'a path of the workload other than sweep, search and repeat'

type Context = z.core.$RefinementCtx

const grid = z
  .record(z.string(), z.array(z.unknown(), { error: valuesWords }).min(1, { error: valuesWords }), {
    error: sweepWords,
  })
  .superRefine((values, context) => {
    checkPaths(Object.keys(values), [], context)
    const points = Object.values(values).reduce((product, list) => product * list.length, 1)
    if (points > mostSweepPoints) add(context, [], `at most ${mostSweepPoints} combinations`, String(points))
  })

const entry = z.record(z.string(), z.unknown(), { error: entryWords })

const list = z
  .array(entry, { error: sweepWords })
  .min(1, { error: 'a list of settings such as [{rate: 4}]' })
  .max(mostSweepPoints, { error: `a list of at most ${mostSweepPoints} settings` })
  .superRefine((entries, context) => {
    entries.forEach((settings, i) => {
      const paths = Object.keys(settings).filter((key) => key !== labelKey)
      if (paths.length === 0) add(context, [i], entryWords, showValue({}))
      checkPaths(paths, [i], context)
      checkLabel(entries, i, context)
      checkTwin(entries, i, context)
    })
  })

/** A sweep: a grid, or settings one by one. */
export const sweep = z
  .union([grid, list, z.null()], { error: sweepWords })
  .optional()
  .describe(
    'Runs the workload once for every combination of a grid ({rate: [1, 2]}), or once for every entry of a list ([{rate: 1, label: slow}, ...]); keys are dotted paths, or rate and concurrency; null or default: one run',
  )

function checkPaths(paths: readonly string[], at: readonly number[], context: Context): void {
  for (const [i, path] of paths.entries()) {
    if (['sweep', 'search', 'repeat'].includes(path.split('.')[0] as string))
      add(context, [...at, path], pathWords, path)
    const other = paths.slice(0, i).find((earlier) => pathText(earlier) === pathText(path))
    if (other !== undefined) add(context, [...at, path], `one of ${other} and ${path}, which are the same`, 'both')
  }
}

type Entries = readonly Readonly<Record<string, unknown>>[]

function checkLabel(entries: Entries, i: number, context: Context): void {
  const label = entries[i]?.[labelKey]
  if (label === undefined) return
  const isName = typeof label === 'string' && label.trim() !== ''
  const isTaken = entries.slice(0, i).some((earlier) => earlier[labelKey] === label)
  if (!isName) add(context, [i, labelKey], labelWords, showValue(label))
  else if (isTaken) add(context, [i, labelKey], labelWords, `${showValue(label)} again`)
}

/** The same settings twice are a slip of the pen; whoever means them writes `repeat`. */
function checkTwin(entries: Entries, i: number, context: Context): void {
  const text = settingsText(entries[i] as Entries[number])
  const twin = entries.slice(0, i).findIndex((earlier) => settingsText(earlier) === text)
  if (twin < 0 || text === '') return
  add(context, [i], 'settings of its own (repeat: 2 runs every entry twice)', `those of entry ${twin + 1} again`)
}

const settingsText = (settings: Entries[number]) =>
  Object.entries(settings)
    .filter(([key]) => key !== labelKey)
    .map(([key, value]) => `${pathText(key)}=${JSON.stringify(value)}`)
    .sort()
    .join('\n')

function add(context: Context, path: readonly (string | number)[], message: string, got: string): void {
  context.addIssue({ code: 'custom', path: [...path], message, params: { got } })
}
