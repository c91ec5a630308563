import type { RunHeader } from '../../../core/run-header.ts'
import { measurementErrorOf } from '../../../metrics/validity/measurement-error.ts'
import type { RunDocument } from '../../../metrics/run-document.ts'
import type { Store } from '../../../store/open-store.ts'

/** The document of a run with what the last self-test before it found on its environment. */
export function withCertificate(store: Store, header: RunHeader, document: RunDocument): RunDocument {
  const certificate = store.findCertificate(header.fingerprints.environment, header.startedAtMs)
  return { ...document, measurementError: measurementErrorOf(certificate) }
}
