import { resolve } from 'node:path'
import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { summarizeStored } from '../pipeline/stored/summarize-stored.ts'
import { withExistingStore } from '../pipeline/stored/with-store.ts'
import { writeWholeFile } from '../pipeline/reports/write-file.ts'
import { defaultReportPath, reportOf } from '../pipeline/reports/write-report.ts'

interface ReportArgs {
  readonly run: string
  readonly out: string | undefined
  readonly db: string | undefined
}

/** Writes the report of a stored run and says where on stdout; `-o -` puts the page there instead. */
export function report(args: ReportArgs, io: Io): Promise<ExitCode> {
  return withExistingStore(args.db, io, async ({ store, path: database }): Promise<ExitCode> => {
    const { header, document } = summarizeStored(store, args.run)
    const display = await openLiveDisplay(io, !io.stderr.isTerminal)
    try {
      display.stage('writing the report')
      const page = await reportOf(store, header, document)
      display.close()
      if (args.out === '-') io.stdout.write(page)
      else
        await write(
          args.out === undefined ? defaultReportPath(database, header.runId) : resolve(io.cwd, args.out),
          page,
          io,
        )
      return 0
    } finally {
      display.close()
    }
  })
}

async function write(path: string, page: string, io: Io): Promise<void> {
  await writeWholeFile(path, page)
  io.stdout.write(`wrote ${shownPath(path, io.cwd)}\n`)
}
