/** The work that a store needs now and then, on a connection of its own: to look after it, not to measure with it. */
import type { Database } from 'better-sqlite3'
import { openAside } from '../reading/copy-aside.ts'
import { openDatabase } from '../open-database.ts'
import { listRuns, type RunListing } from '../list-runs.ts'
import { translating } from '../store-error.ts'
import type { Migrated } from '../migrations/migrate.ts'
import { type StoreFault, checkStore } from './check-store.ts'
import { type MergeResult, type MergeRule, mergeStores } from './merging/merge-stores.ts'
import { type PruneRule, type PrunedRuns, pruneRuns, retainRuns } from './prune-runs.ts'
import { sizeOf, type StoreInfo, storeInfo } from './store-info.ts'

/** Every method throws InfbenchError('store.*') when the file cannot be used. */
export interface Upkeep {
  readonly path: string
  /** Of which older version the file was when it was opened; null: of this one. */
  readonly migrated: Migrated | null
  /** What the store holds; reads every request. */
  info(): StoreInfo
  /** Gives the room of what was deleted back to the disk; needs as much free there as the file takes. */
  vacuum(): { readonly beforeBytes: number; readonly afterBytes: number }
  /** What is wrong with the file; reads all of it. */
  check(): readonly StoreFault[]
  /** Deletes runs by a rule, all or none; `dryRun` only tells which. */
  prune(rule: PruneRule, dryRun: boolean): PrunedRuns
  /** Runs, newest first. */
  runs(): readonly RunListing[]
  /** Deletes every run but these, all or none, and groups that have none left. */
  retain(runIds: readonly string[]): void
  /** Adds all that other stores hold, all or nothing; they are only read. */
  merge(files: readonly string[], rule: MergeRule): MergeResult
  close(): void
}

/**
 * Opens a store to ask for `info` and `check` alone; one that cannot be written is read from a copy, and described as it is where it lies.
 * Errors: store.*.
 */
export function openUpkeepToRead(path: string): Pick<Upkeep, 'path' | 'info' | 'check' | 'close'> {
  return openAside(path, openUpkeep, (upkeep, copy) => {
    const close = () => {
      upkeep.close()
      copy.remove()
    }
    const info = () => {
      const held = upkeep.info()
      const schemaVersion = upkeep.migrated?.fromVersion ?? held.schemaVersion
      return { ...held, schemaVersion, fileBytes: sizeOf(path), logBytes: sizeOf(`${path}-wal`) }
    }
    return { ...upkeep, path, info, close }
  })
}

/** Opens the store at `path`; the caller closes it. Errors: store.*. */
export function openUpkeep(path: string): Upkeep {
  const { database, migrated } = openDatabase(path)
  const safely = <T>(action: () => T): T => translating(path, action)
  const atomically = <T>(action: () => T): T => safely(() => database.transaction(action).immediate())
  return {
    path,
    migrated,
    info: () => safely(() => storeInfo(database, path)),
    vacuum: () => safely(() => vacuum(database)),
    check: () => safely(() => checkStore(database)),
    prune: (rule, dryRun) => atomically(() => pruneRuns(database, rule, dryRun)),
    runs: () => safely(() => listRuns(database)),
    retain: (runIds) => atomically(() => retainRuns(database, runIds)),
    merge: (files, rule) => mergeStores({ database, path, atomically }, files, rule),
    close: () => void database.close(),
  }
}

function vacuum(database: Database): ReturnType<Upkeep['vacuum']> {
  const pages = () => (database.pragma('page_count', { simple: true }) as number) * pageBytes(database)
  const beforeBytes = pages()
  database.exec('VACUUM')
  database.pragma('wal_checkpoint(TRUNCATE)')
  return { beforeBytes, afterBytes: pages() }
}

const pageBytes = (database: Database) => database.pragma('page_size', { simple: true }) as number
