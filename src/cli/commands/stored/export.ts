import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import type { Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { openLiveDisplay } from '../../output/progress/live-display.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { exportChunks } from '../../pipeline/exports/export-chunks.ts'
import { type ExportArgs, type ExportPlan, planExport } from '../../pipeline/exports/export-plan.ts'
import { exportedRuns } from '../../pipeline/exports/exported-runs.ts'
import { writeWholeStream } from '../../pipeline/exports/write-stream.ts'
import { withExistingStore } from '../../pipeline/stored/with-store.ts'

type Output = ExportPlan['outputs'][number]

/** Writes stored runs in another tool's format: whole files or none, or stdout. */
export function exportRuns(args: ExportArgs & { readonly db: string | undefined }, io: Io): Promise<ExitCode> {
  const plan = planExport(args)
  return withExistingStore(args.db, io, async ({ store }): Promise<ExitCode> => {
    const runIds = exportedRuns(store, plan.references)
    for (const output of plan.outputs) await writeOutput({ store, runIds, plan, output }, io)
    return 0
  })
}

interface Work {
  readonly store: Store
  readonly runIds: readonly string[]
  readonly plan: ExportPlan
  readonly output: Output
}

async function writeOutput({ store, runIds, plan, output }: Work, io: Io): Promise<void> {
  let rows = 0
  const chunks = exportChunks({ store, runIds, counted: () => rows++ }, plan, output)
  if (output.path === null) await print(chunks as Iterable<string>, io)
  else {
    await writeFile(resolve(io.cwd, output.path), plan, chunks, io)
    io.stdout.write(`wrote ${shownPath(resolve(io.cwd, output.path), io.cwd)}: ${told(rows, plan, runIds.length)}\n`)
  }
  if (rows === 0) io.stderr.write(`note: ${nothing(plan)}\n`)
}

async function writeFile(path: string, { what }: ExportPlan, chunks: Iterable<string | Uint8Array>, io: Io) {
  const display = await openLiveDisplay(io, !io.stderr.isTerminal)
  try {
    display.stage(`writing ${what}`)
    await writeWholeStream(path, chunks, io.stop)
  } finally {
    display.close()
  }
}

async function print(chunks: Iterable<string>, io: Io): Promise<void> {
  for (const chunk of chunks) {
    if (io.stop.aborted) throw new InfbenchError('interrupted', { message: 'interrupted: the output is not whole' })
    io.stdout.write(chunk)
    if ((await io.stdout.taken?.()) === false) return
  }
}

function told(rows: number, { what, format }: ExportPlan, runs: number): string {
  const of = `${runs} run${runs === 1 ? '' : 's'}`
  if (what === 'runs') return `${of} as ${format}`
  return `${rows.toLocaleString('en')} ${rows === 1 ? what.slice(0, -1) : what} of ${of}`
}

const nothing = ({ what }: ExportPlan) =>
  what === 'kernels' ? 'no kernels: only runs of the bundled engine have them' : `no ${what} to export`
