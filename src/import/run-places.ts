/**
 * Where runs of another tool stand among those they were imported with: what tells them apart, and the load each was under. Tools name the
 * same thing differently; what a setting means is said here once.
 */
import type { Fact, Facts } from './imported-run.ts'

/** Requests per second that were to arrive. */
const rates = ['request_rate', 'rate', 'requested_rate']
/** Requests or users at a time; a cap beside a rate is no load. */
const users = ['max_concurrency', 'concurrency', 'num_concurrent_requests', 'streams', 'connections', 'vus', 'pl']
/** How much was sent follows from how fast, and says nothing of what was measured. */
const amounts = ['num_prompts', 'request_count', 'max_seconds', 'random_seed', 'file', 'tag', 'n_kv']

export interface ImportedLevel {
  readonly over: 'rate' | 'users'
  readonly value: number
}

/** The load that settings ask for; null: as fast as it goes, or the file does not tell. */
export function importedLevel(settings: Facts): ImportedLevel | null {
  const first = (keys: readonly string[]) => keys.map((key) => toNumber(settings[key])).find((value) => value !== null)
  const [rate, count] = [first(rates), first(users)]
  if (rate !== undefined) return { over: 'rate', value: rate as number }
  return count === undefined ? null : { over: 'users', value: count as number }
}

/** Some formats are tables, whose cells are text. */
function toNumber(value: Fact | undefined): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null
}

/** A run to be placed. */
export interface PlacedRun {
  readonly settings: Facts
  readonly model: string | null
  /** Its file, without folder and ending. */
  readonly file: string
}

export interface RunPlace {
  readonly label: string
  /** What was set besides the load; null: nothing. */
  readonly series: string | null
}

/**
 * A place for each run, in the order given: its label names the settings that differ among them. Runs of one file with the same settings are
 * repeats; of several files they differ in something that no setting tells, so each goes by its file and is a series of its own.
 */
export function runPlaces(runs: readonly PlacedRun[]): readonly RunPlace[] {
  const settings = runs.map(({ settings: own, model }): Facts => ({ model, ...own }))
  const keys = [...new Set(settings.flatMap(Object.keys))].filter(
    (key) => !amounts.includes(key) && new Set(settings.map((own) => own[key] ?? null)).size > 1,
  )
  const named = settings.map((own) => textOf(own, keys))
  const files = new Set(runs.map(({ file }) => file))
  const isTold = new Set(named).size === runs.length
  if (files.size > 1 && !isTold) return runs.map(({ file }, i) => ofFile(file, runs.slice(0, i), named[i] as string))
  const others = keys.filter((key) => !rates.includes(key) && !users.includes(key))
  return settings.map((own, i) => {
    const label = named[i] as string
    const alike = named.filter((name) => name === label).length
    const place = `repeat ${named.slice(0, i + 1).filter((name) => name === label).length}/${alike}`
    const series = textOf(own, others)
    return {
      label: [label, ...(alike > 1 ? [place] : [])].filter((part) => part !== '').join(', ') || `run ${i + 1}`,
      series: series === '' ? null : series,
    }
  })
}

function ofFile(file: string, before: readonly PlacedRun[], named: string): RunPlace {
  const earlier = before.filter((run) => run.file === file).length
  const place = earlier === 0 ? file : `${file}, run ${earlier + 1}`
  return { label: [place, named].filter((part) => part !== '').join(', '), series: place }
}

const textOf = (settings: Facts, keys: readonly string[]): string =>
  keys
    .filter((key) => (settings[key] ?? null) !== null && settings[key] !== '')
    .map((key) => `${key}=${settings[key]}`)
    .join(', ')
