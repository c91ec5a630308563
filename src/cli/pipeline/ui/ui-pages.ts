import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { renderLive, renderLivePart, renderProblem, renderRuns } from '../../../report/render-served.ts'
import { runsFilter } from '../../../report/served/runs-model.ts'
import type { Annotation, UiPages } from '../../../ui/ui-pages.ts'
import { reportOf } from '../reports/write-report.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'
import { type OpenedStore, withExistingStore, withStore } from '../stored/with-store.ts'
import { groupDocument } from '../sweeps/stored-sweep.ts'
import { sweepReportOf } from '../sweeps/write-sweep-report.ts'
import { labelsOf } from './labels-of.ts'
import { liveModel } from './live-model.ts'
import { noRuns, runsModel } from './runs-model.ts'
import { renderTicked } from './ticked-runs.ts'

/** The pages over a database, which is opened for each of them: it may be made, replaced or moved away meanwhile. */
export function uiPages(db: string | undefined, io: Io): UiPages {
  const reading = <T>(work: (opened: OpenedStore) => Promise<T>) => withExistingStore(db, io, work)
  return {
    runs: async (query) =>
      renderRuns(
        await withExistingStore(
          db,
          io,
          (opened) => runsModel(opened, runsFilter(query), io.cwd),
          (path) => noRuns(path, runsFilter(query), io.cwd),
        ),
      ),
    run: (runId) => reading((opened) => runPage(opened, runId, io)),
    group: (groupId) => reading((opened) => groupPage(opened, groupId)),
    comparison: (runIds) => reading(({ store }) => renderTicked(store, runIds)),
    live: (runId) =>
      reading(async ({ store }) => {
        const ended = store.stateOf(runId) !== 'running'
        return { ended, html: ended ? '' : renderLivePart(liveModel(store, runId, io.clock.wallMs())) }
      }),
    annotate: (runId, annotation) => withStore(db, io, ({ store }) => annotate(store, runId, annotation, io)),
    problem: renderProblem,
  }
}

async function runPage({ store }: OpenedStore, reference: string, io: Io): Promise<string> {
  const { runId } = store.findRun(reference)
  if (store.stateOf(runId) === 'running') return renderLive(liveModel(store, runId, io.clock.wallMs()))
  const records = store.packedRecords(runId)
  const { header, document } = summarizeStored(store, runId, records)
  return reportOf(store, header, document, { records, frame: { run: labelsOf(store, header) } })
}

function groupPage(opened: OpenedStore, groupId: string): Promise<string> {
  const group = opened.store.findSweep(groupId)
  if (group === null)
    throw new InfbenchError('run.unknown', { message: `group ${groupId}: expected a group of runs, got none` })
  return sweepReportOf(opened, groupDocument(opened.store, group), { path: null, frame: { run: null } })
}

function annotate(store: OpenedStore['store'], reference: string, annotation: Annotation, io: Io): void {
  const { runId } = store.findRun(reference)
  switch (annotation.kind) {
    case 'addTag':
      store.changeTags(runId, { add: [annotation.tag] })
      break
    case 'removeTag':
      store.changeTags(runId, { remove: [annotation.tag] })
      break
    case 'addNote':
      store.addNote(runId, annotation.text, io.clock.wallMs())
      break
    case 'removeNote':
      store.removeNote(runId, annotation.number)
  }
}
