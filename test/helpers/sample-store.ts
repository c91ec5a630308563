import { summarize } from '../../src/metrics/summarize.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

/** A database at `path` with one made-up run in it, as a run leaves it. */
export function storeSample(path: string, options: SampleOptions = {}): { readonly runId: string } {
  const { header, records } = sampleRun(options)
  using store = openStore(path)
  store.createRun({ ...header, state: 'running' })
  for (const record of records) store.append(header.runId, record)
  store.finishRun(header)
  store.saveDocument(header.runId, summarize(header, records))
  return { runId: header.runId }
}
