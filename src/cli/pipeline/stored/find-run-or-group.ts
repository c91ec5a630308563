import type { Store, StoredSweep } from '../../../store/open-store.ts'

export type Found =
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'group'; readonly group: StoredSweep }

/**
 * What a reference means: a group by its id, the start of it, or `latest-group`; else a run; else the newest group of that name (its
 * runs have their places behind theirs). Throws run.unknown.
 */
export function findRunOrGroup(store: Store, reference: string): Found {
  const group = store.findSweep(reference)
  if (group !== null && (reference === 'latest-group' || group.sweepId.startsWith(reference)))
    return { kind: 'group', group }
  try {
    return { kind: 'run', runId: store.findRun(reference).runId }
  } catch (error) {
    if (group !== null) return { kind: 'group', group }
    throw error
  }
}
