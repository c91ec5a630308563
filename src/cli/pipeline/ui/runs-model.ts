import { type RunDocument, runSchemaName } from '../../../metrics/run-document.ts'
import {
  filterRuns,
  type GroupLine,
  type RunLine,
  type RunsFilter,
  type RunsModel,
} from '../../../report/served/runs-model.ts'
import type { RunListing, Store } from '../../../store/open-store.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import type { OpenedStore } from '../stored/with-store.ts'

/** A page holds no more; the filter finds the others. */
const mostRuns = 300
const mostGroups = 50

/** The list of a database. Figures are read for the runs shown alone. */
export function runsModel({ store, path }: OpenedStore, filter: RunsFilter, cwd: string): RunsModel {
  const listed = store.listRuns().map((listing) => lineOf(listing))
  const matching = filterRuns(listed, filter)
  return {
    ...{ database: shownPath(path, cwd), filter, matching: matching.length, stored: listed.length },
    runs: matching.slice(0, mostRuns).map((line) => withFigures(line, store)),
    projects: store.listProjects(),
    tags: store.listTags(),
    groups: groupLines(store),
  }
}

/** Where there is no database yet. */
export const noRuns = (path: string, filter: RunsFilter, cwd: string): RunsModel => ({
  ...{ database: shownPath(path, cwd), filter, matching: 0, stored: 0, runs: [] },
  ...{ projects: [], tags: [], groups: [] },
})

function lineOf({ runId, name, startedAtMs, target, state, status, requests, project, tags }: RunListing): RunLine {
  return {
    ...{ runId, name, startedAt: new Date(startedAtMs).toISOString(), model: target.model },
    url: target.kind === 'engine' ? null : target.url,
    state: state === 'completed' ? status : state,
    ...{ requests: requests.stored, failed: requests.failed, project, tags },
    ...{ ttftMs: null, tpotMs: null, outputTokensPerS: null, attainment: null },
  }
}

function withFigures(line: RunLine, store: Store): RunLine {
  const document = store.findDocument(line.runId, runSchemaName) as RunDocument | null
  if (document === null) return line
  const { metrics, throughput, goodput } = document
  return {
    ...line,
    ...{ ttftMs: metrics.ttftMs.p50, tpotMs: metrics.tpotMs.p50 },
    ...{ outputTokensPerS: throughput.outputTokensPerS, attainment: goodput.attainment },
  }
}

function groupLines(store: Store): readonly GroupLine[] {
  return store
    .listSweeps(mostGroups)
    .filter(({ runs }) => runs.length > 0)
    .map(({ sweepId, kind, name, startedAtMs, runs, document }) => ({
      ...{
        groupId: sweepId,
        kind: (document as { readonly kind?: string } | null)?.kind ?? kind,
        name,
        startedAt: new Date(startedAtMs).toISOString(),
        runs: runs.length,
      },
    }))
}
