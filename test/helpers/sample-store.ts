import { summarize } from '../../src/metrics/summarize.ts'
import type { Side } from '../../src/report/compare-runs.ts'
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

/** A database at `path` with all runs of some sides, each tagged with the name of its side and in a group of that name. */
export function storeSides(path: string, sides: readonly Side[]): void {
  using store = openStore(path)
  for (const [place, { name, runs }] of sides.entries()) {
    const sweepId = `s20261121-08450${place}-side`
    store.createSweep({ sweepId, kind: 'sweep', name: `${name} group`, startedAtMs: Date.UTC(2026, 10, 21) })
    for (const { header, records = [] } of runs) {
      const tagged = { ...header, tags: [name] }
      store.createRun({ ...tagged, state: 'running' })
      for (const record of records) store.append(header.runId, record)
      store.finishRun(tagged)
      store.addSweepRun(sweepId, header.runId, null)
    }
  }
}
