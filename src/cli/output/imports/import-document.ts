import type { ImportedEntry } from '../../pipeline/imports/import-files.ts'
import type { ImportedGroup } from '../../pipeline/imports/import-groups.ts'

/** What an import did. */
export interface Imported {
  readonly entries: readonly ImportedEntry[]
  readonly groups: readonly ImportedGroup[]
  /** Files that were left out, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
}

/** The JSON contract `infbench.import/1`: what became of each run, which of them are groups, and which files were left out. */
export function importDocument({ entries, groups, skipped }: Imported): object {
  const runs = entries.map(({ path, format, run, runId, stored }) => ({
    ...{ runId, file: path, tool: format.name, toolVersion: run.toolVersion, name: stored?.header.name ?? run.name },
    ...{ duplicate: stored === null, status: stored?.document.status ?? null, requests: run.records?.length ?? null },
    figures: run.figures.length,
    translated: run.figures.filter(({ metric }) => metric !== null).length,
    notes: stored?.document.imported?.notes ?? run.notes,
  }))
  return { schema: 'infbench.import/1', runs, groups, skipped }
}
