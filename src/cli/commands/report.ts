import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Io } from '../../core/io.ts'
import type { ReportFile } from '../../report/export/chart-files.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { findRunOrGroup } from '../pipeline/stored/find-run-or-group.ts'
import { withExistingStore } from '../pipeline/stored/with-store.ts'
import { openFile } from '../pipeline/reports/open-file.ts'
import { checkPlace, endings, formatOf, isFolder, reportIn } from '../pipeline/reports/report-format.ts'
import { checkFolder, checkWritable, writeWholeFile, writeWholeFiles } from '../pipeline/reports/write-file.ts'
import { defaultReportPath } from '../pipeline/reports/write-report.ts'

interface ReportArgs {
  readonly run: string
  readonly format: string | undefined
  readonly out: string | undefined
  readonly open: boolean
  readonly db: string | undefined
}

/** Writes the report of a stored run or group and says where on stdout; `-o -` puts a text there instead. */
export function report(args: ReportArgs, io: Io): Promise<ExitCode> {
  const format = formatOf(args.format, args.out)
  checkPlace(format, args.out, args.open)
  return withExistingStore(args.db, io, async (opened): Promise<ExitCode> => {
    const found = findRunOrGroup(opened.store, args.run)
    const id = found.kind === 'run' ? found.runId : found.group.sweepId
    const place = args.out === undefined ? defaultReportPath(opened.path, id, endings[format]) : args.out
    const path = place === '-' ? null : resolve(io.cwd, place)
    if (path !== null) await (isFolder(format) ? checkFolder(path) : checkWritable(path))
    const display = await openLiveDisplay(io, !io.stderr.isTerminal)
    try {
      display.stage('writing the report')
      const made = await reportIn(format, found, opened, path)
      display.close()
      if (path === null) io.stdout.write('text' in made ? made.text : '')
      else if ('text' in made) await write(path, made.text, io)
      else await writeFolder(path, made.files, io)
      if (args.open && path !== null) await show(path, io)
      return 0
    } finally {
      display.close()
    }
  })
}

async function write(path: string, text: string, io: Io): Promise<void> {
  await writeWholeFile(path, text)
  io.stdout.write(`wrote ${shownPath(path, io.cwd)}\n`)
}

async function writeFolder(path: string, files: readonly ReportFile[], io: Io): Promise<void> {
  await writeWholeFiles(files.map(({ name, text }) => ({ path: join(path, name), text })))
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`
  io.stdout.write(`wrote ${count} to ${shownPath(path, io.cwd)}\n`)
}

/** What is written stays written, whether a program opens it or not. */
async function show(path: string, io: Io): Promise<void> {
  const fault = await openFile(path, io)
  if (fault !== null) io.stderr.write(`note: not opened: ${fault}; it is ${pathToFileURL(path).href}\n`)
}
