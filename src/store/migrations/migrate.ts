/**
 * Brings a database to the newest schema. `user_version` counts the steps applied, `application_id` says whose file it is.
 * All missing steps run in one transaction that takes the write lock first, so that of two processes opening a new
 * store at once, one applies them and the other finds them applied; a failure leaves the file as it was. A file of an older version is
 * copied before (`results.db.v8.backup`), under the same lock, so that nothing comes in between.
 * Steps are appended, never edited: a released one is in other people's files.
 */
import { rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { InfbenchError } from '../../core/errors.ts'
import { runsAndRequests } from './0001-runs-and-requests.ts'
import { engineWork } from './0002-engine-work.ts'
import { certificates } from './0004-certificates.ts'
import { doneMarkers } from './0008-done-markers.ts'
import { sessions } from './0003-sessions.ts'
import { serverSamples } from './0006-server-samples.ts'
import { serverTokens } from './0007-server-tokens.ts'
import { sweeps } from './0005-sweeps.ts'
import { gateGroups } from './0011-gate-groups.ts'
import { imports } from './0010-imports.ts'
import { projectsAndNotes } from './0009-projects-and-notes.ts'
import { backUp, backupPath } from '../upkeep/back-up.ts'

const steps: readonly string[] = [
  runsAndRequests,
  engineWork,
  sessions,
  certificates,
  sweeps,
  serverSamples,
  serverTokens,
  doneMarkers,
  projectsAndNotes,
  imports,
  gateGroups,
]

/** "infb" as a big-endian number, where SQLite files keep their owner (offset 68). */
const applicationId = 0x69_6e_66_62

/** The schema version this build writes. */
export const newestVersion = steps.length

export interface MigrateOptions {
  readonly toVersion?: number
  readonly keepCopy?: boolean
}

/** A file that was of an older version, and the copy of it that was kept. */
export interface Migrated {
  readonly fromVersion: number
  readonly backupPath: string
}

/**
 * Null where there was nothing to keep: the file is new, or of the newest version. Throws store.newer for a file of a later build,
 * store.unreadable for another program's; changes neither. `toVersion` is for those who make files of older versions, `keepCopy` for those
 * whose file is a copy already.
 */
export function migrate(database: Database, path: string, how: MigrateOptions = {}): Migrated | null {
  const { toVersion = newestVersion, keepCopy = true } = how
  if (versionOf(database, path) >= toVersion) return null
  let kept: Migrated | null = null
  const apply = database.transaction(() => {
    const from = versionOf(database, path)
    if (from >= toVersion) return
    kept = from === 0 || !keepCopy || database.memory ? null : copyOf(path, from)
    for (const step of steps.slice(from, toVersion)) database.exec(step)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${toVersion}`)
  })
  try {
    apply.immediate()
    return kept
  } catch (error) {
    if (kept !== null) rmSync((kept as Migrated).backupPath, { force: true })
    throw error
  }
}

function copyOf(path: string, fromVersion: number): Migrated {
  const copy = backupPath(path, fromVersion)
  try {
    backUp(path, copy)
    return { fromVersion, backupPath: copy }
  } catch (error) {
    throw error instanceof InfbenchError && error.code === 'store.full' ? withoutRoom(path, fromVersion, error) : error
  }
}

function withoutRoom(path: string, fromVersion: number, cause: InfbenchError): InfbenchError {
  const mib = Math.ceil(statSync(path).size / 2 ** 20)
  return new InfbenchError('store.full', {
    message: `${path}: expected room for a copy of ${mib} MiB, made before a store of version ${fromVersion} is changed; it is left as it was`,
    hint: 'free space on that disk, or move the file to one that has it and name it with --db',
    cause,
  })
}

function versionOf(database: Database, path: string): number {
  const number = (pragma: string) => database.pragma(pragma, { simple: true }) as number
  const version = number('user_version')
  const owner = number('application_id')
  if (owner !== applicationId && !(owner === 0 && version === 0 && isEmpty(database))) {
    throw new InfbenchError('store.unreadable', {
      message: `${path}: expected an infbench store, got an SQLite database of another program`,
      hint: 'name another file with --db or INFBENCH_DB',
    })
  }
  if (version > newestVersion) {
    throw new InfbenchError('store.newer', {
      message: `${path}: expected a store of version ${newestVersion} or older, got version ${version} of a newer infbench`,
      hint: 'update infbench, or name another file with --db or INFBENCH_DB',
    })
  }
  return version
}

const isEmpty = (database: Database) => database.prepare('SELECT count(*) FROM sqlite_master').pluck().get() === 0
