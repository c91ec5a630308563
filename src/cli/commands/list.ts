import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import { nsToS } from '../../core/units.ts'
import { type RunDocument, runSchemaName } from '../../metrics/run-document.ts'
import type { RunFilter, Store } from '../../store/open-store.ts'
import type { ExitCode } from '../exit-codes.ts'
import { groupTable } from '../output/tables/group-table.ts'
import { type ListedRun, listTable } from '../output/tables/list-table.ts'
import { shownPath } from '../output/text/shown-path.ts'
import { textStyle } from '../output/text/text-style.ts'
import { storedSweep } from '../pipeline/sweeps/stored-sweep.ts'
import { withExistingStore } from '../pipeline/stored/with-store.ts'

interface ListArgs {
  readonly limit: number
  readonly groups: boolean
  readonly project: string | undefined
  readonly tag: string | undefined
  readonly json: boolean
  readonly db: string | undefined
}

/** Lists stored runs, newest first, with the figures kept when each ended. */
export async function list(args: ListArgs, io: Io): Promise<ExitCode> {
  if (!Number.isSafeInteger(args.limit) || args.limit < 0) {
    throw new InfbenchError('usage', {
      message: 'list: --limit: expected a whole number from 0 on',
      hint: 'infbench list --limit 50',
    })
  }
  const limit = args.limit === 0 ? undefined : args.limit
  if (args.groups) return listGroups(args, limit, io)
  const { runs, path } = await withExistingStore(
    args.db,
    io,
    ({ store, path }) => ({ path, runs: listedRuns(store, { limit, project: args.project, tag: args.tag }) }),
    (path) => ({ path, runs: [] }),
  )
  if (args.json) io.stdout.write(`${JSON.stringify({ schema: 'infbench.list/1', runs: runs.map(jsonOf) })}\n`)
  else if (runs.length === 0 && (args.project ?? args.tag) !== undefined)
    io.stdout.write('no stored run is labelled so\n\nnext: infbench list shows all\n')
  else if (runs.length === 0)
    io.stdout.write(`no runs are stored in ${shownPath(path, io.cwd)}\n\nnext: infbench run FILE\n`)
  else io.stdout.write(listTable(runs, textStyle(io.stdout, io.env)))
  return 0
}

/** Groups in which a run was finished. */
async function listGroups(args: ListArgs, limit: number | undefined, io: Io): Promise<ExitCode> {
  const groups = await withExistingStore(
    args.db,
    io,
    ({ store }) =>
      store
        .listSweeps(limit)
        .filter(({ runs }) => runs.length > 0)
        .map((group) => ({ startedAtMs: group.startedAtMs, document: storedSweep(store, group) })),
    () => [],
  )
  if (args.json) {
    const listed = groups.map(({ startedAtMs, document: { sweepId, kind, name, points, best } }) => {
      const runs = points.map(({ runId, label }) => ({ runId, label }))
      return { sweepId, kind, name, startedAt: new Date(startedAtMs).toISOString(), runs, best }
    })
    io.stdout.write(`${JSON.stringify({ schema: 'infbench.groups/1', groups: listed })}\n`)
  } else if (groups.length === 0)
    io.stdout.write('no groups of runs are stored\n\nnext: give a workload a sweep, a search or repeat: 3\n')
  else io.stdout.write(groupTable(groups, textStyle(io.stdout, io.env)))
  return 0
}

function listedRuns(store: Store, filter: RunFilter): ListedRun[] {
  return store.listRuns(filter).map((listing) => ({
    listing,
    document: store.findDocument(listing.runId, runSchemaName) as RunDocument | null,
  }))
}

function jsonOf({ listing, document }: ListedRun): object {
  const { startedAtMs, windowNs, ...facts } = listing
  return {
    ...facts,
    startedAt: new Date(startedAtMs).toISOString(),
    durationS: windowNs === null ? null : nsToS(windowNs),
    ttftMsP50: document?.metrics.ttftMs.p50 ?? null,
    tpotMsP50: document?.metrics.tpotMs.p50 ?? null,
    outputTokensPerS: document?.throughput.outputTokensPerS ?? null,
    requestsPerS: document?.throughput.requestsPerS ?? null,
    attainment: document?.goodput.attainment ?? null,
    importedFrom: document?.imported?.tool ?? null,
  }
}
