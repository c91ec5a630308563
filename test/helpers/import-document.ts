import type { ImportFile } from '../../src/import/imported-run.ts'
import { readRuns } from '../../src/import/read-runs.ts'
import { summarizeImport } from '../../src/metrics/imported/summarize-import.ts'
import { type RunDocument, runDocumentSchema } from '../../src/metrics/run-document.ts'
import { factsOf, importedHeader } from '../../src/cli/pipeline/imports/imported-header.ts'

const labels = { name: undefined, tags: [], project: null, version: '0.0.0', nowMs: Date.UTC(2026, 0, 1) }

/** The documents of all runs in a file, as they would be stored. */
export function importedDocuments(file: ImportFile): readonly RunDocument[] {
  const { format, runs } = readRuns(file)
  return runs.map((run, position) => {
    const facts = factsOf(run, { format, file: file.path, sha256: 'f'.repeat(64), position })
    return runDocumentSchema.parse(summarizeImport(importedHeader(run, facts, labels), facts, run.records ?? []))
  })
}
