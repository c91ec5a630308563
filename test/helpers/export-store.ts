import { join } from 'node:path'
import { summarize } from '../../src/metrics/summarize.ts'
import type { RunDocument } from '../../src/metrics/run-document.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { SampleRun } from './sample-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A document as `show --json` makes it of a sample. */
export const documentOf = ({ header, records }: SampleRun): RunDocument => summarize(header, records)

/** A folder with a database that holds these runs; the samples' ids must differ. */
export function storeOf(...runs: readonly SampleRun[]): { readonly folder: string; readonly db: string } {
  const folder = temporaryFolder()
  const db = join(folder, 'results.db')
  const store = openStore(db)
  for (const { header, records } of runs) {
    store.createRun(header)
    for (const record of records) store.append(header.runId, record)
    store.finishRun(header)
  }
  store.close()
  return { folder, db }
}

/** Text that breaks formats which forget to escape: quotes, line ends, NUL, right-to-left marks, markup, half a character, a formula. */
export const hostile = '=cmd|"a\',b"\r\n\0\u202Eevil\\n</script>\ud800é'
