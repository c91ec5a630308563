import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { compareSides, mostSides } from '../../../report/compare-sides.ts'
import type { Comparison, Side } from '../../../report/compare-runs.ts'
import type { Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { openLiveDisplay } from '../../output/progress/live-display.ts'
import { compareTable } from '../../output/tables/compare/compare-table.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { readFamily, readMargin } from '../../pipeline/analysis/comparison-options.ts'
import { shellWord } from '../../pipeline/rerun-command.ts'
import { writeWholeFile } from '../../pipeline/reports/write-file.ts'
import { resolveSide } from '../../pipeline/analysis/resolve-side.ts'
import { withRecords } from '../../pipeline/analysis/with-records.ts'
import { withExistingStore } from '../../pipeline/stored/with-store.ts'

interface CompareArgs {
  readonly a: string
  readonly b: string
  readonly more?: readonly string[] | undefined
  readonly baseline?: string | undefined
  readonly metric?: readonly string[] | undefined
  readonly margin?: string | undefined
  readonly out: string | undefined
  readonly format?: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}

type Sides = readonly [Side, Side, ...Side[]]

/** Sets stored runs, or repeats of them, against each other. Differences never change the exit code: a verdict is the gate's to give. */
export function compare(args: CompareArgs, io: Io): Promise<ExitCode> {
  const options = { family: readFamily(args.metric), margin: readMargin(args.margin) }
  const references = referencesOf(args)
  if (args.json && args.format !== undefined && args.format !== 'json')
    throw new InfbenchError('usage', { message: `compare: expected --json or --format ${args.format}, got both` })
  return withExistingStore(args.db, io, async ({ store }): Promise<ExitCode> => {
    const sides = references.map((reference) => resolveSide(store, reference)) as unknown as Sides
    const comparison = compareSides(sides, options)
    if (args.out !== undefined) await writePage(comparison, sides, store, resolve(io.cwd, args.out), io)
    io.stdout.write(await shown(comparison, args, references, io))
    return 0
  })
}

/** The reference first; `--baseline` may name one of the others, or one more. */
function referencesOf({ a, b, more = [], baseline }: CompareArgs): readonly string[] {
  const given = [a, b, ...more]
  const all = baseline === undefined ? given : [baseline, ...given.filter((reference) => reference !== baseline)]
  if (all.length > mostSides)
    throw new InfbenchError('usage', { message: `compare: expected at most ${mostSides} sides, got ${all.length}` })
  return all
}

async function shown(
  comparison: Comparison,
  args: CompareArgs,
  references: readonly string[],
  io: Io,
): Promise<string> {
  const format = args.json ? 'json' : (args.format ?? 'text')
  if (format === 'json') return `${JSON.stringify(comparison)}\n`
  if (format === 'markdown')
    return (await import('../../../report/export/comparison-text.ts')).comparisonText(comparison)
  return compareTable(comparison, textStyle(io.stdout, io.env)) + next(args.out, references, io)
}

function next(out: string | undefined, references: readonly string[], io: Io): string {
  if (out !== undefined) return `\nwrote ${shownPath(resolve(io.cwd, out), io.cwd)}\n`
  return `\nnext: infbench compare ${references.map(shellWord).join(' ')} -o compare.html\n`
}

async function writePage(comparison: Comparison, sides: Sides, store: Store, path: string, io: Io): Promise<void> {
  const { renderComparison } = await import('../../../report/render-comparison.ts')
  const display = await openLiveDisplay(io, !io.stderr.isTerminal)
  try {
    display.stage('writing the comparison')
    await writeWholeFile(path, await renderComparison(comparison, withRecords(store, sides)))
  } finally {
    display.close()
  }
}
