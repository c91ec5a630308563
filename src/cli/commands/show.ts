import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'
import { runTable } from '../output/tables/run-table.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { textStyle } from '../output/text/text-style.ts'
import { shellWord } from '../pipeline/rerun-command.ts'
import { summarizeStored } from '../pipeline/stored/summarize-stored.ts'
import { withExistingStore } from '../pipeline/stored/with-store.ts'

interface ShowArgs {
  readonly run: string
  readonly json: boolean
  readonly db: string | undefined
}

/** Shows a stored run as it was shown when it ended. */
export function show(args: ShowArgs, io: Io): Promise<ExitCode> {
  return withExistingStore(args.db, io, ({ store, path }): ExitCode => {
    const { header, document } = summarizeStored(store, args.run)
    const places = [
      ['stored', shellWord(shownPath(path, io.cwd))],
      ['next', `infbench report ${header.runId} -o report.html`],
    ] as const
    io.stdout.write(
      args.json ? `${JSON.stringify(document)}\n` : runTable(header, document, places, textStyle(io.stdout, io.env)),
    )
    return 0
  })
}
