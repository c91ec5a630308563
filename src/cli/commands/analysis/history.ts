import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { type RunDocument, runSchemaName } from '../../../metrics/run-document.ts'
import { buildHistory, type PastRun } from '../../../report/history/build-history.ts'
import { metricNamed, type NamedMetric } from '../../../metrics/figures/named-metric.ts'
import { longestSeries } from '../../../stats/inference/change-points.ts'
import type { Store } from '../../../store/open-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { historyTable } from '../../output/tables/history-table.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { readMetric } from '../../pipeline/analysis/comparison-options.ts'
import { writeWholeFile } from '../../pipeline/reports/write-file.ts'
import { summarizeStored } from '../../pipeline/stored/summarize-stored.ts'
import { withExistingStore } from '../../pipeline/stored/with-store.ts'

interface HistoryArgs {
  readonly metric: string
  readonly name: string | undefined
  readonly tag: string | undefined
  readonly project: string | undefined
  readonly last: number
  readonly out: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** One figure of stored runs over time, its changes marked. They never change the exit code: a verdict is the gate's to give. */
export function history(args: HistoryArgs, io: Io): Promise<ExitCode> {
  const name = readMetric(args.metric)
  if (!Number.isInteger(args.last) || args.last < 1 || args.last > longestSeries)
    throw new InfbenchError('usage', {
      message: `--last: expected a whole number from 1 to ${longestSeries}, got ${args.last}`,
    })
  return withExistingStore(args.db, io, async ({ store }): Promise<ExitCode> => {
    const runs = pastRuns(store, args)
    const found = buildHistory(runs, name, metricNamed(name) as NamedMetric)
    const path = args.out === undefined ? null : resolve(io.cwd, args.out)
    if (path !== null) {
      const { renderHistory } = await import('../../../report/render-history.ts')
      await writeWholeFile(path, await renderHistory(found))
    }
    if (args.json) io.stdout.write(`${JSON.stringify(found)}\n`)
    else io.stdout.write(historyTable(found, textStyle(io.stdout, io.env)) + next(args, path, io))
    return 0
  })
}

function next({ metric }: HistoryArgs, path: string | null, io: Io): string {
  if (path !== null) return `\nwrote ${shownPath(path, io.cwd)}\n`
  return `\nnext: infbench history ${metric} -o history.html\n`
}

/** The newest runs of what was asked for that have ended; by the figures they were stored with where they have them. */
function pastRuns(store: Store, { name, tag, project, last }: HistoryArgs): readonly PastRun[] {
  const listed = store
    .listRuns({ tag, project })
    .filter(
      (run) => run.state !== 'running' && (name === undefined || run.name === name || run.name.startsWith(`${name} (`)),
    )
    .slice(0, last)
  if (listed.length === 0)
    throw new InfbenchError('run.unknown', {
      message: 'history: expected runs of what was asked for, got none',
      hint: 'infbench list shows all runs',
    })
  return listed.map(({ runId }) => {
    const document = store.findDocument(runId, runSchemaName) as RunDocument | null
    return document === null ? summarizeStored(store, runId) : { header: store.findRun(runId), document }
  })
}
