import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { type RunDocument, runSchemaName } from '../../../metrics/run-document.ts'
import type { Store } from '../../../store/open-store.ts'
import { openToRead } from '../../../store/reading/open-to-read.ts'
import { openUpkeepToRead } from '../../../store/upkeep/open-upkeep.ts'
import type { StoreFault } from '../../../store/upkeep/check-store.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { checkedTable } from '../../output/database/database-tables.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { packageVersion } from '../../package-version.ts'
import { documentDifference } from '../../pipeline/stored/document-difference.ts'
import { summarizeStored } from '../../pipeline/stored/summarize-stored.ts'
import type { DbArgs } from './db-args.ts'
import { say } from './say.ts'

/** Says what is wrong with a database; 65 when anything is. */
export function checkDatabase(path: string, args: DbArgs, io: Io): ExitCode {
  const faults = [...storedFaults(path)]
  const isDeep = args.deep === true
  const deep = isDeep && faults.length === 0 ? deepFaults(path) : { faults: [], documents: null }
  const all = [...faults, ...deep.faults]
  const document = { schema: 'infbench.check/1', path, deep: isDeep, documents: deep.documents, faults: all }
  const shown = shownPath(path, io.cwd)
  say(args, io, document, () => checkedTable(all, { path: shown, deep: deep.documents }, textStyle(io.stdout, io.env)))
  return all.length === 0 ? 0 : 65
}

/** A file so damaged that it does not even open has that one fault. */
function storedFaults(path: string): readonly StoreFault[] {
  try {
    const upkeep = openUpkeepToRead(path)
    try {
      return upkeep.check()
    } finally {
      upkeep.close()
    }
  } catch (error) {
    if (!(error instanceof InfbenchError) || error.code !== 'store.unreadable') throw error
    return [{ kind: 'file', message: error.message }]
  }
}

/** Documents that are not what the requests give, and how many were compared. */
function deepFaults(path: string): { readonly faults: readonly StoreFault[]; readonly documents: number } {
  const faults: StoreFault[] = []
  let documents = 0
  using store = openToRead(path)
  for (const { runId } of store.listRuns()) {
    const kept = store.findDocument(runId, runSchemaName) as RunDocument | null
    if (kept === null) continue
    documents++
    const message = differenceOf(store, runId, kept)
    if (message !== null) faults.push({ kind: 'document', message: `run ${runId}: ${message}` })
  }
  return { faults, documents }
}

/** One that another version made may hold other figures, which is no fault. */
function differenceOf(store: Store, runId: string, kept: RunDocument): string | null {
  const { document } = summarizeStored(store, runId)
  if (kept.environment.infbenchVersion !== packageVersion()) return null
  return documentDifference(kept, document)
}
