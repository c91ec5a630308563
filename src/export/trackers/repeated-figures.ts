import type { RunDocument } from '../../metrics/run-document.ts'
import { figuresOf, type RunFigure } from './run-figures.ts'

/** A figure over the runs of one name: `value` is their mean, `least` and `most` are what single runs gave. */
export interface RepeatedFigure extends RunFigure {
  readonly least: number
  readonly most: number
  /** Runs that gave it. */
  readonly runs: number
}

/** A benchmark as trackers know it: the runs of one name and what they say together. */
export interface Benchmark {
  readonly name: string
  readonly runs: readonly RunDocument[]
  readonly figures: readonly RepeatedFigure[]
}

/**
 * Runs of one name, workload, target and machine are repeats of one benchmark, in the order of their first runs; which repeat it was is no part of
 * its name. What else has that name gets what sets it apart into its own, for a tracker knows a benchmark by its name alone.
 */
export function benchmarksOf(runs: readonly RunDocument[]): readonly Benchmark[] {
  const groups = [...grouped(runs, identityOf).values()]
  const names = groups.map(([run]) => baseName(run as RunDocument))
  return groups.map((group, place) => {
    const base = names[place] as string
    const alone = names.indexOf(base) === names.lastIndexOf(base)
    return { name: alone ? base : `${base} ${apart(group[0] as RunDocument)}`, runs: group, figures: together(group) }
  })
}

const identityOf = (run: RunDocument) => {
  const { workload, target, environment } = run.fingerprints
  return JSON.stringify([baseName(run), workload, target, environment])
}

/** `chat (rate=4, repeat 2/3)` is `chat (rate=4)`; a blank name is `unnamed`. */
function baseName({ name }: RunDocument): string {
  const base = name.replace(/ \(repeat \d+\/\d+\)$/, '').replace(/, repeat \d+\/\d+\)$/, ')')
  return base.trim() === '' ? 'unnamed' : base
}

const apart = ({ target, fingerprints }: RunDocument) =>
  `(${target.model}, workload ${fingerprints.workload}, target ${fingerprints.target}, machine ${fingerprints.environment})`

function together(runs: readonly RunDocument[]): RepeatedFigure[] {
  return [...grouped(runs.flatMap(figuresOf), ({ key }) => key).values()].map((same) => {
    const values = same.map(({ value }) => value)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const [first] = same as [RunFigure]
    return {
      ...first,
      value: mean,
      least: Math.min(...values),
      most: Math.max(...values),
      runs: values.length,
    }
  })
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
