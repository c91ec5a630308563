import { InfbenchError } from '../../../core/errors.ts'
import type { Side } from '../../../report/compare-runs.ts'
import type { Store } from '../../../store/open-store.ts'
import { findRunOrGroup } from '../stored/find-run-or-group.ts'
import { summarizeStored } from '../stored/summarize-stored.ts'

/**
 * The runs that a side of a comparison means: a run, a group (all its runs), `tag:NAME`, `project:NAME` or `baseline:NAME` (all runs of that
 * label), or several of these with commas. In the order they were made; each once. Throws run.unknown.
 */
export function resolveSide(store: Store, reference: string): Side {
  const parts = reference.split(',').map((part) => part.trim())
  if (parts.includes('')) throw emptyPart(reference)
  const meant = parts.map((part) => meantBy(store, part))
  const ids = [...new Set(meant.flatMap(({ runIds }) => runIds))]
  const runs = ids.map((id) => summarizeStored(store, id))
  return {
    name: meant.map(({ name }, i) => name ?? parts[i]).join(', '),
    runs: runs.toSorted((a, b) => a.header.startedAtMs - b.header.startedAtMs),
  }
}

interface Meant {
  readonly runIds: readonly string[]
  /** Null: called as it was written. */
  readonly name: string | null
}

function meantBy(store: Store, reference: string): Meant {
  const labelled = byLabel(store, reference)
  if (labelled.length > 0) return { runIds: labelled, name: null }
  const found = findRunOrGroup(store, reference)
  if (found.kind === 'run') return { runIds: [found.runId], name: store.findRun(found.runId).name }
  const { sweepId, name, runs } = found.group
  if (runs.length > 0) return { runIds: runs.map(({ runId }) => runId), name }
  throw new InfbenchError('run.unknown', {
    message: `group ${sweepId}: expected runs in it, got none: it was ended before its first run was`,
    hint: 'infbench list --groups shows all groups',
  })
}

/** All runs of a label, of which the store itself means the newest alone; none where the reference is no label. */
function byLabel(store: Store, reference: string): readonly string[] {
  const [, kind, label = ''] = /^(tag|project|baseline):(.+)$/s.exec(reference) ?? []
  if (kind === undefined) return []
  const newest = store.findRun(reference).runId
  if (kind === 'baseline') {
    const name = label.slice(label.lastIndexOf('/') + 1)
    return (
      store
        .listBaselines()
        .find((baseline) => [name, label].includes(baseline.name) && baseline.runIds.includes(newest))?.runIds ?? []
    )
  }
  return store.listRuns(kind === 'tag' ? { tag: label } : { project: label }).map(({ runId }) => runId)
}

const emptyPart = (reference: string) =>
  new InfbenchError('usage', {
    message: `compare: expected runs parted by commas, got ${JSON.stringify(reference)} with nothing between two of them`,
    hint: 'infbench compare A1,A2,A3 B1,B2,B3',
  })
