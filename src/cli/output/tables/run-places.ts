import type { Store } from '../../../store/open-store.ts'
import type { RunResult } from '../../pipeline/execute-run.ts'
import { shellWord } from '../../pipeline/rerun-command.ts'
import type { OpenedStore } from '../../pipeline/stored/with-store.ts'
import { shownPath } from '../text/shown-path.ts'

interface Places {
  readonly result: RunResult
  readonly opened: OpenedStore
  /** null: none was written. */
  readonly report: string | null
  readonly cwd: string
}

/** Where a run and its report are, and the command that is most useful next. */
export function runPlaces({ result, opened, report, cwd }: Places): (readonly [string, string])[] {
  const { runId, name } = result.header
  const shown = (path: string) => shellWord(shownPath(path, cwd))
  return [
    ['stored', shown(opened.path)],
    ...(report === null ? [] : [['report', shown(report)] as const]),
    ...(result.logPath === null ? [] : [['engine log', shown(result.logPath)] as const]),
    ['next', nextCommand(opened.store, name, runId)],
  ]
}

/** A second run of a name calls for a comparison; a first one for a look at what is stored. */
function nextCommand(store: Store, name: string, runId: string): string {
  const before = store.listRuns({ name, limit: 2 }).find((listing) => listing.runId !== runId)
  return before === undefined ? 'infbench list' : `infbench compare ${before.runId} ${runId}`
}
