import type { RunHeader } from '../../../core/run-header.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import { summarizeImport } from '../../../metrics/imported/summarize-import.ts'
import { summarize } from '../../../metrics/summarize.ts'
import { withCertificate } from './with-certificate.ts'
import type { Store } from '../../../store/open-store.ts'

/** A stored run by reference, its summary made anew from its requests, so that a killed run has one as well. */
export function summarizeStored(
  store: Store,
  reference: string,
): { readonly header: RunHeader; readonly document: RunDocument } {
  const header = store.findRun(reference)
  const imported = store.findImport(header.runId)
  if (imported !== null) return { header, document: summarizeImport(header, imported, store.records(header.runId)) }
  const document = summarize(
    header,
    store.records(header.runId),
    store.findEngineWork(header.runId),
    store.findServerSamples(header.runId),
  )
  return { header, document: withCertificate(store, header, document) }
}
