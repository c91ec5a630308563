import type { ImportedEntry } from '../../pipeline/imports/import-files.ts'

/** The JSON contract `infbench.import/1`: what became of each run, and which files were left out. */
export function importDocument(
  entries: readonly ImportedEntry[],
  skipped: readonly { readonly path: string; readonly reason: string }[],
): object {
  const runs = entries.map(({ path, format, run, runId, stored }) => ({
    ...{ runId, file: path, tool: format.name, toolVersion: run.toolVersion, name: stored?.header.name ?? run.name },
    ...{ duplicate: stored === null, status: stored?.document.status ?? null, requests: run.records?.length ?? null },
    figures: run.figures.length,
    translated: run.figures.filter(({ metric }) => metric !== null).length,
    notes: stored?.document.imported?.notes ?? run.notes,
  }))
  return { schema: 'infbench.import/1', runs, skipped }
}
