/** The formats that stored runs are exported in, and what each can hold. */
export const tableNames = ['requests', 'events', 'runs', 'kernels'] as const
export type TableName = (typeof tableNames)[number]

interface FormatFacts {
  /** Endings of file names that say this format. */
  readonly endings: readonly string[]
  /** `table`: rows of what is asked for; `figures`: the figures of runs, nothing else. */
  readonly holds: 'table' | 'figures'
}

export const exportFormats = {
  csv: { endings: ['.csv'], holds: 'table' },
  jsonl: { endings: ['.jsonl', '.ndjson'], holds: 'table' },
  parquet: { endings: ['.parquet', '.pq'], holds: 'table' },
  openmetrics: { endings: ['.prom', '.om', '.openmetrics'], holds: 'figures' },
  otlp: { endings: [], holds: 'figures' },
  'github-benchmark': { endings: [], holds: 'figures' },
  otava: { endings: [], holds: 'figures' },
  bencher: { endings: ['.bmf.json'], holds: 'figures' },
} as const satisfies Readonly<Record<string, FormatFacts>>

export type ExportFormat = keyof typeof exportFormats

export const formatNames = Object.keys(exportFormats) as readonly ExportFormat[]

/** The format that a file's name says; null: its ending says none. */
export function formatOfFile(path: string): ExportFormat | null {
  const name = path.toLowerCase()
  return formatNames.find((format) => exportFormats[format].endings.some((ending) => name.endsWith(ending))) ?? null
}
