import { existsSync } from 'node:fs'
import { openUpkeep } from '../../../../store/upkeep/open-upkeep.ts'

/** Which runs are kept: finished ones, with a tag if one is named, the newest so many. */
export interface KeepRule {
  readonly tag: string | null
  readonly keep: number
}

/** What came of it. */
export interface KeptRuns {
  readonly runs: number
  /** Runs that were not there before. */
  readonly added: number
  readonly bytes: number
}

/**
 * Adds the runs of `store` that the rule means to those of the database at `path`, made where it is missing, and takes away what goes beyond
 * the rule. Runs keep their ids, requests, labels and baselines. Errors: store.*.
 */
export function keepRuns(store: string, path: string, { tag, keep }: KeepRule): KeptRuns {
  const before = existsSync(path) ? openUpkeep(path) : null
  const had = new Set(before?.runs().map(({ runId }) => runId) ?? [])
  before?.close()
  const upkeep = openUpkeep(path)
  try {
    upkeep.merge([store], { newIds: false })
    const finished = upkeep
      .runs()
      .filter(({ state, tags }) => state === 'completed' && (tag === null || tags.includes(tag)))
    const meant = finished.slice(0, keep).map(({ runId }) => runId)
    upkeep.retain(meant)
    const { afterBytes } = upkeep.vacuum()
    return { runs: meant.length, added: meant.filter((runId) => !had.has(runId)).length, bytes: afterBytes }
  } finally {
    upkeep.close()
  }
}
