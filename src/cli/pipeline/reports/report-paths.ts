import { extname, resolve } from 'node:path'
import { checkWritable } from './write-file.ts'
import { defaultReportPath } from './write-report.ts'

/** Where the report of the run at a place in the workload goes; null where none is wanted. */
export type ReportPaths = (index: number, runId: string) => string | null

interface Wanted {
  /** --out; several runs get `-1`, `-2`, ... before the extension. */
  readonly out: string | undefined
  readonly noReport: boolean
  readonly runs: number
  readonly database: string
  readonly cwd: string
}

/** Fails now, not after an hour of load, where reports could not be written. */
export async function reportPaths({ out, noReport, runs, database, cwd }: Wanted): Promise<ReportPaths> {
  if (noReport) return () => null
  const paths: ReportPaths =
    out === undefined
      ? (_index, runId) => defaultReportPath(database, runId)
      : (index) => (runs === 1 ? resolve(cwd, out) : numbered(resolve(cwd, out), index + 1))
  await checkWritable(paths(0, 'run') as string)
  return paths
}

function numbered(path: string, number: number): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`
}
