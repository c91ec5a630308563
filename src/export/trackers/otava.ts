/**
 * Apache Otava (once Hunter, of DataStax), which looks for change points: a CSV file of one benchmark's runs, oldest first, and the configuration that
 * names its columns. Otava reads every value of a metric's column as a number, so only figures that all runs have are in it.
 * Source: otava.apache.org, CSV.md and the readers of apache-otava 0.8.
 */
import { InfbenchError } from '../../core/errors.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { encodeCsv } from '../encoders/encode-csv.ts'
import type { Cell, Table } from '../tables/column.ts'
import { benchmarksOf } from './repeated-figures.ts'
import { figuresOf, type RunFigure } from './run-figures.ts'

/** The two files: the table, and the configuration beside it. */
export type OtavaPart = 'table' | 'config'

/** One of them; `tablePath` is where the configuration finds the table. Throws InfbenchError('usage') for runs of several benchmarks. */
export function otavaFile(runs: readonly RunDocument[], part: OtavaPart, tablePath: string): Iterable<string> {
  const { name, rows } = series(runs)
  const metrics = sharedFigures(rows)
  return part === 'table' ? encodeCsv(tableOf(metrics), rows) : [configOf(name, metrics, tablePath)]
}

interface Row {
  readonly run: RunDocument
  readonly figures: ReadonlyMap<string, number>
}

function series(runs: readonly RunDocument[]): { readonly name: string; readonly rows: readonly Row[] } {
  const benchmarks = benchmarksOf(runs)
  const [first] = benchmarks
  if (first === undefined || benchmarks.length > 1)
    throw new InfbenchError('usage', {
      message: `export: otava: expected runs of one benchmark, got ${first === undefined ? 'none' : `those of ${benchmarks.map(({ name }) => name).join(', ')}`}`,
      hint: 'name runs of one benchmark, or a group of them: infbench export RUN RUN RUN --format otava -o otava.csv',
    })
  const rows = first.runs.map((run) => ({
    run,
    figures: new Map(figuresOf(run).map(({ key, value }) => [key, value])),
  }))
  return { name: first.name, rows: rows.toSorted((a, b) => startOf(a) - startOf(b)) }
}

const startOf = ({ run }: Row) => Date.parse(run.window.startedAt)

function sharedFigures(rows: readonly Row[]): readonly RunFigure[] {
  const [first] = rows
  return first === undefined
    ? []
    : figuresOf(first.run).filter(({ key }) => rows.every(({ figures }) => figures.has(key)))
}

function tableOf(metrics: readonly RunFigure[]): Table<Row> {
  const column = (name: string, type: 'text' | 'instant' | 'number', of: (row: Row) => Cell) => ({
    ...{ name, type, unit: null, meaning: '', of },
  })
  return {
    name: 'otava',
    row: 'a run',
    columns: [
      column('time', 'instant', ({ run }) => run.window.startedAt),
      column('run', 'text', ({ run }) => run.runId),
      column('commit', 'text', ({ run }) => run.environment.gitCommit),
      column('version', 'text', ({ run }) => run.environment.infbenchVersion),
      column('status', 'text', ({ run }) => run.status),
      ...metrics.map(({ key }) => column(key, 'number', ({ figures }) => figures.get(key) ?? null)),
    ],
  }
}

/** YAML, of which JSON's strings are a part. Otava's directions are 1, more is better, and -1. */
function configOf(name: string, metrics: readonly RunFigure[], tablePath: string): string {
  const lines = metrics.flatMap(({ key, better }) => [
    `      ${key}:`,
    `        column: ${key}`,
    `        direction: ${better === 'higher' ? 1 : -1}`,
  ])
  return [
    'tests:',
    `  ${JSON.stringify(testName(name))}:`,
    '    type: csv',
    `    file: ${JSON.stringify(tablePath)}`,
    '    time_column: time',
    '    attributes: [run, commit, version, status]',
    '    metrics:',
    ...lines,
    '',
  ].join('\n')
}

/** A word that needs no quotes in a shell, for `otava analyze NAME`. */
const testName = (name: string) => name.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'unnamed'
