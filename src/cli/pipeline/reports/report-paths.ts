import { extname, resolve } from 'node:path'
import { checkWritable } from './write-file.ts'
import { defaultReportPath } from './write-report.ts'

/** Where reports go; null where none is wanted. */
export interface ReportPaths {
  /** Of the run at a place in the workload. */
  readonly ofRun: (index: number, runId: string) => string | null
  /** Of all runs together. */
  readonly ofGroup: (sweepId: string) => string | null
}

interface Wanted {
  /** --out; of several runs it is the report of all together, theirs get `-1`, `-2`, ... before the extension. */
  readonly out: string | undefined
  readonly noReport: boolean
  /** One run, not several. */
  readonly alone: boolean
  readonly database: string
  readonly cwd: string
}

/** Fails now, not after an hour of load, where reports could not be written. */
export async function reportPaths({ out, noReport, alone, database, cwd }: Wanted): Promise<ReportPaths> {
  if (noReport) return { ofRun: () => null, ofGroup: () => null }
  const paths: ReportPaths =
    out === undefined
      ? {
          ofRun: (_index, runId) => defaultReportPath(database, runId),
          ofGroup: (id) => defaultReportPath(database, id),
        }
      : {
          ofRun: (index) => (alone ? resolve(cwd, out) : numbered(resolve(cwd, out), index + 1)),
          ofGroup: () => resolve(cwd, out),
        }
  await checkWritable(paths.ofRun(0, 'run') as string)
  return paths
}

function numbered(path: string, number: number): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`
}
