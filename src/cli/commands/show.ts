import type { Io } from '../../core/io.ts'
import type { StoredSweep } from '../../store/open-store.ts'
import type { ExitCode } from '../exit-codes.ts'
import { runCharts } from '../output/charts/run-charts.ts'
import { runTable } from '../output/tables/run-table.ts'
import { sweepLines } from '../output/tables/sweep-lines.ts'
import { sweepTable } from '../output/tables/sweep-table.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { textStyle } from '../output/text/text-style.ts'
import { shellWord } from '../pipeline/rerun-command.ts'
import { labelFacts } from './labels/label-facts.ts'
import { findRunOrGroup } from '../pipeline/stored/find-run-or-group.ts'
import { runSeries } from '../pipeline/stored/run-series.ts'
import { summarizeStored } from '../pipeline/stored/summarize-stored.ts'
import { type OpenedStore, withExistingStore } from '../pipeline/stored/with-store.ts'
import { groupDocument } from '../pipeline/sweeps/stored-sweep.ts'

interface ShowArgs {
  readonly run: string
  readonly json: boolean
  readonly charts: boolean
  readonly db: string | undefined
}

/** Shows a stored run as it was shown when it ended, with charts, or what the runs of a group say together. */
export function show(args: ShowArgs, io: Io): Promise<ExitCode> {
  return withExistingStore(args.db, io, (opened): ExitCode => {
    const found = findRunOrGroup(opened.store, args.run)
    if (found.kind === 'group') showGroup(found.group, opened, args, io)
    else showRun(found.runId, opened, args, io)
    return 0
  })
}

function showRun(runId: string, { store, path }: OpenedStore, { json, charts }: ShowArgs, io: Io): void {
  const { header, document } = summarizeStored(store, runId)
  const group = store.sweepOf(runId)
  const places = [
    ...labelFacts(store, header),
    ['stored', shellWord(shownPath(path, io.cwd))],
    ...(group === null ? [] : [['group', group] as const]),
    ['next', group === null ? `infbench report ${runId} -o report.html` : `infbench show ${group}`],
  ] as const
  if (json) return io.stdout.write(`${JSON.stringify(document)}\n`)
  const style = textStyle(io.stdout, io.env)
  io.stdout.write(runTable(header, document, places, style, charts ? runCharts(runSeries(store, header), style) : []))
}

function showGroup(group: StoredSweep, { store, path }: OpenedStore, { json }: ShowArgs, io: Io): void {
  const document = groupDocument(store, group)
  if (json) return io.stdout.write(`${JSON.stringify(document)}\n`)
  const style = textStyle(io.stdout, io.env)
  const places = [
    ['stored', shellWord(shownPath(path, io.cwd))],
    ['next', `infbench report ${group.sweepId} -o sweep.html`],
  ] as const
  const title = `${style.bold(group.name)}  ${group.sweepId}  ${document.kind}`
  io.stdout.write(`${title}\n${sweepTable(document, style)}${sweepLines(document, places, style)}`)
}
