import type { RequestRecord } from '../../../core/request-record.ts'
import type { RunHeader } from '../../../core/run-header.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { summarizeImport } from '../../../metrics/imported/summarize-import.ts'
import { summarize } from '../../../metrics/summarize.ts'
import { withCertificate } from './with-certificate.ts'
import type { Store } from '../../../store/open-store.ts'

/**
 * A stored run by reference, its summary made anew from its requests, so that a killed run has one as well. `packed`: its requests, where
 * they were read already.
 */
export function summarizeStored(
  store: Store,
  reference: string,
  packed: readonly RequestRecord[] | null = null,
): { readonly header: RunHeader; readonly document: RunDocument } {
  const header = store.findRun(reference)
  const imported = store.findImport(header.runId)
  const records = packed === null ? store.records(header.runId) : unpacked(packed)
  if (imported !== null) return { header, document: summarizeImport(header, imported, records) }
  const document = summarize(header, records, store.findEngineWork(header.runId), store.findServerSamples(header.runId))
  return { header, document: withCertificate(store, header, document) }
}

/** One after the other with events that are unpacked once and not at every use. */
function* unpacked(records: readonly RequestRecord[]): Generator<RequestRecord> {
  for (const record of records) yield { ...record }
}
