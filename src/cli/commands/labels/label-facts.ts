import type { RunHeader } from '../../../core/run-header.ts'
import type { Store } from '../../../store/open-store.ts'
import type { Fact } from '../../output/text/fact-lines.ts'
import { noteFact } from './note.ts'

/** What people have said of a run, a line each; no line for what they have not. */
export function labelFacts(store: Store, { runId, project, tags }: RunHeader): readonly Fact[] {
  const baselines = store.listBaselines().filter(({ runIds }) => runIds.includes(runId))
  return [
    ...(project === null ? [] : [['project', project] as const]),
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...(baselines.length === 0 ? [] : [['baseline', baselines.map(({ name }) => name).join(', ')] as const]),
    ...store.listNotes(runId).map(noteFact),
  ]
}
