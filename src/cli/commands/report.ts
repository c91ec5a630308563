import { resolve } from 'node:path'
import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { summarizeStored } from '../pipeline/stored/summarize-stored.ts'
import { type Found, findRunOrGroup } from '../pipeline/stored/find-run-or-group.ts'
import { type OpenedStore, withExistingStore } from '../pipeline/stored/with-store.ts'
import { groupDocument } from '../pipeline/sweeps/stored-sweep.ts'
import { sweepReportOf } from '../pipeline/sweeps/write-sweep-report.ts'
import { writeWholeFile } from '../pipeline/reports/write-file.ts'
import { defaultReportPath, reportOf } from '../pipeline/reports/write-report.ts'

interface ReportArgs {
  readonly run: string
  readonly out: string | undefined
  readonly db: string | undefined
}

/** Writes the report of a stored run or group and says where on stdout; `-o -` puts the page there instead. */
export function report(args: ReportArgs, io: Io): Promise<ExitCode> {
  return withExistingStore(args.db, io, async (opened): Promise<ExitCode> => {
    const found = findRunOrGroup(opened.store, args.run)
    const id = found.kind === 'run' ? found.runId : found.group.sweepId
    const path = args.out === undefined ? defaultReportPath(opened.path, id) : resolve(io.cwd, args.out)
    const display = await openLiveDisplay(io, !io.stderr.isTerminal)
    try {
      display.stage('writing the report')
      const page = await pageOf(found, opened, args.out === '-' ? null : path)
      display.close()
      if (args.out === '-') io.stdout.write(page)
      else await write(path, page, io)
      return 0
    } finally {
      display.close()
    }
  })
}

function pageOf(found: Found, opened: OpenedStore, path: string | null): Promise<string> {
  const { store } = opened
  if (found.kind === 'group') return sweepReportOf(opened, groupDocument(store, found.group), { path })
  const { header, document } = summarizeStored(store, found.runId)
  return reportOf(store, header, document)
}

async function write(path: string, page: string, io: Io): Promise<void> {
  await writeWholeFile(path, page)
  io.stdout.write(`wrote ${shownPath(path, io.cwd)}\n`)
}
