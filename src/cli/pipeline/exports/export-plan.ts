import { InfbenchError } from '../../../core/errors.ts'
import { type Direction, directions } from '../../../export/trackers/github-benchmark.ts'
import type { OtavaPart } from '../../../export/trackers/otava.ts'
import { type ExportFormat, exportFormats, formatOfFile, type TableName } from '../../../export/export-format.ts'

/** What a person asked for. */
export interface ExportArgs {
  readonly run?: readonly string[] | undefined
  readonly format?: ExportFormat | undefined
  readonly out?: string | undefined
  readonly what?: TableName | undefined
  readonly direction?: Direction | undefined
  readonly timestamps: boolean
  readonly all: boolean
}

/** A file to write; path null: stdout. Of github-benchmark each has its direction, of otava each is a part. */
export interface ExportOutput {
  readonly path: string | null
  readonly direction: Direction
  readonly part: OtavaPart
}

/** The same with every value filled in. */
export interface ExportPlan {
  readonly format: ExportFormat
  readonly what: TableName
  /** Files to write. */
  readonly outputs: readonly ExportOutput[]
  readonly timestamps: boolean
  /** Runs and groups by reference; null: every run. */
  readonly references: readonly string[] | null
}

/** Settles what is left open; InfbenchError('usage') for what makes no sense together. */
export function planExport(args: ExportArgs): ExportPlan {
  const path = args.out === undefined || args.out === '-' ? null : args.out
  const format = args.format ?? (path === null ? null : formatOfFile(path)) ?? unsaid(path)
  refuse(args, format, path)
  return {
    format,
    what: args.what ?? (exportFormats[format].holds === 'figures' ? 'runs' : 'requests'),
    outputs: outputsOf(format, path, args.direction),
    timestamps: args.timestamps,
    references: args.all ? null : (args.run?.length ?? 0) > 0 ? (args.run as readonly string[]) : ['latest'],
  }
}

function unsaid(path: string | null): ExportFormat {
  if (path === null) return 'csv'
  throw usage(
    `export: expected a file name that ends in .csv, .jsonl, .parquet or .prom, or --format, got ${path}`,
    'name the format: --format otlp',
  )
}

function refuse({ what, direction, timestamps, all, run }: ExportArgs, format: ExportFormat, path: string | null) {
  if (exportFormats[format].holds === 'figures' && what !== undefined && what !== 'runs')
    throw usage(`--what ${what}: ${format} holds the figures of runs, no rows of ${what}`, 'use --format parquet')
  if (direction !== undefined && format !== 'github-benchmark')
    throw usage(`--direction: expected with --format github-benchmark, got ${format}`)
  if (timestamps && format !== 'openmetrics')
    throw usage(`--timestamps: expected with --format openmetrics, got ${format}`)
  if (all && (run?.length ?? 0) > 0) throw usage('expected runs or --all, got both')
  if (path !== null) return
  if (format === 'parquet') throw usage('export: parquet is no text; expected a file', 'add -o requests.parquet')
  if (format === 'github-benchmark' && direction === undefined)
    throw usage(
      'export: github-benchmark takes two files; expected -o FILE or --direction',
      'add -o bench.json, which writes bench-smaller.json and bench-bigger.json',
    )
}

const usage = (message: string, hint?: string) =>
  new InfbenchError('usage', { message, hint: hint ?? 'infbench export --help' })

function outputsOf(format: ExportFormat, path: string | null, direction: Direction | undefined): ExportPlan['outputs'] {
  const alone = { path, direction: direction ?? 'smaller', part: 'table' } as const
  if (path === null) return [alone]
  const named = (ending: string) => path.replace(/(\.[^./]*)?$/, ending)
  if (format === 'otava')
    return Object.entries(otavaEndings).map(([part, ending]) => ({
      ...alone,
      part: part as OtavaPart,
      path: named(ending),
    }))
  if (format !== 'github-benchmark' || direction !== undefined) return [alone]
  return directions.map((each) => ({ ...alone, path: named(`-${each}$1`), direction: each }))
}

const otavaEndings = { table: '.csv', config: '.yaml' } as const satisfies Record<OtavaPart, string>
