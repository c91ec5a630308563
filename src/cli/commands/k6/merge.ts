import { resolve } from 'node:path'
import type { Io } from '../../../core/io.ts'
import type { RequestRecord } from '../../../core/request-record.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { summarize } from '../../../metrics/summarize.ts'
import type { Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { runTable } from '../../output/tables/run-table.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { mergeK6Run, partLine } from '../../pipeline/k6/merge-k6-run.ts'
import { readK6Part } from '../../pipeline/k6/read-k6-part.ts'
import { shellWord } from '../../pipeline/rerun-command.ts'
import { summarizeStored } from '../../pipeline/stored/summarize-stored.ts'
import { withStore } from '../../pipeline/stored/with-store.ts'

interface MergeArgs {
  readonly files: readonly string[]
  readonly name: string | undefined
  readonly tag: readonly string[] | undefined
  readonly db: string | undefined
  readonly json: boolean
}

/** Joins the results of k6 instances into one stored run; all files are read first. Parts that are stored are shown, not stored again. */
export async function merge(args: MergeArgs, io: Io): Promise<ExitCode> {
  const parts = []
  for (const file of args.files) parts.push(await readK6Part(resolve(io.cwd, file), file))
  const { header, merged, notes } = mergeK6Run(parts, { name: args.name, tags: args.tag ?? [] })
  for (const note of notes) io.stderr.write(`note: ${note}\n`)
  return withStore(args.db, io, ({ store, path }): ExitCode => {
    const document = stored(store, header, merged.records, io)
    if (args.json) io.stdout.write(`${JSON.stringify(document)}\n`)
    else {
      const places = [
        ...merged.parts.map((part) => ['part', partLine(part)] as const),
        ['stored', shellWord(shownPath(path, io.cwd))],
        ['next', `infbench report ${header.runId} -o report.html`],
      ] as const
      io.stdout.write(runTable(header, document, places, textStyle(io.stdout, io.env)))
    }
    return 0
  })
}

function stored(store: Store, header: RunHeader, records: readonly RequestRecord[], io: Io): RunDocument {
  if (store.listRuns().some(({ runId }) => runId === header.runId)) {
    io.stderr.write(`note: these parts are stored already, as run ${header.runId}\n`)
    return summarizeStored(store, header.runId).document
  }
  store.createRun({ ...header, state: 'running' })
  for (const record of records) store.append(header.runId, record)
  store.finishRun(header)
  const document = summarize(header, store.records(header.runId))
  store.saveDocument(header.runId, document)
  return document
}
