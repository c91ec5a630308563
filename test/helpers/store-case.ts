import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { RunHeader } from '../../src/core/run-header.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { sampleRun } from './sample-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Adds a run with requests and its summary. */
export function addRun(
  store: Store,
  fields: Partial<RunHeader> & { readonly runId: string },
  requests = 20,
): RunHeader {
  const { header, records } = sampleRun({ requests })
  const run = { ...header, ...fields }
  store.createRun(run)
  for (const record of records) store.append(run.runId, record)
  store.finishRun(run)
  store.saveDocument(run.runId, summarize(run, store.records(run.runId)))
  return run
}

/** A file with runs of those ids, a day apart from 1970 on, closed. */
export function storeFile(runIds: readonly string[], fill: (store: Store) => void = () => {}): string {
  const path = join(temporaryFolder(), 'results.db')
  const store = openStore(path)
  for (const [i, runId] of runIds.entries()) addRun(store, { runId, startedAtMs: i * 86_400_000 })
  fill(store)
  store.close()
  return path
}

/** The store at `path` until the test ends. */
export function opened(path: string): Store {
  const store = openStore(path)
  onTestFinished(() => store.close())
  return store
}
