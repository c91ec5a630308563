import { resolve } from 'node:path'
import type { Io } from '../../core/io.ts'
import { type Comparison, type RunSide, compareRuns } from '../../report/compare-runs.ts'
import type { Store } from '../../store/open-store.ts'
import type { ExitCode } from '../exit-codes.ts'
import { compareTable } from '../output/tables/compare-table.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { textStyle } from '../output/text/text-style.ts'
import { shellWord } from '../pipeline/rerun-command.ts'
import { summarizeStored } from '../pipeline/stored/summarize-stored.ts'
import { withExistingStore } from '../pipeline/stored/with-store.ts'
import { writeWholeFile } from '../pipeline/reports/write-file.ts'

interface CompareArgs {
  readonly a: string
  readonly b: string
  readonly out: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Puts two stored runs side by side. Differences never change the exit code: one run each allows no verdict. */
export function compare(args: CompareArgs, io: Io): Promise<ExitCode> {
  return withExistingStore(args.db, io, async ({ store }): Promise<ExitCode> => {
    const a = summarizeStored(store, args.a)
    const b = summarizeStored(store, args.b)
    const comparison = compareRuns(a, b)
    if (args.out !== undefined) await writePage(comparison, { a, b }, store, resolve(io.cwd, args.out), io)
    io.stdout.write(
      args.json
        ? `${JSON.stringify(comparison)}\n`
        : compareTable(comparison, textStyle(io.stdout, io.env)) + next(args, io),
    )
    return 0
  })
}

function next({ a, b, out }: CompareArgs, io: Io): string {
  if (out !== undefined) return `\nwrote ${shownPath(resolve(io.cwd, out), io.cwd)}\n`
  return `\nnext: infbench compare ${shellWord(a)} ${shellWord(b)} -o compare.html\n`
}

async function writePage(
  comparison: Comparison,
  { a, b }: { a: RunSide; b: RunSide },
  store: Store,
  path: string,
  io: Io,
): Promise<void> {
  const { renderComparison } = await import('../../report/render-comparison.ts')
  const display = await openLiveDisplay(io, !io.stderr.isTerminal)
  try {
    display.stage('writing the comparison')
    const withRecords = (side: RunSide) => ({ ...side, records: store.packedRecords(side.header.runId) })
    await writeWholeFile(path, await renderComparison(comparison, { a: withRecords(a), b: withRecords(b) }))
  } finally {
    display.close()
  }
}
