/**
 * Brings a database to the newest schema. `user_version` counts the steps applied, `application_id` says whose file it is.
 * All missing steps run in one transaction that takes the write lock first, so that of two processes opening a new
 * store at once, one applies them and the other finds them applied; a failure leaves the file as it was.
 * Steps are appended, never edited: a released one is in other people's files.
 */
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

const steps: readonly string[] = [
  runsAndRequests,
  engineWork,
  sessions,
  certificates,
  sweeps,
  serverSamples,
  serverTokens,
  doneMarkers,
]

/** "infb" as a big-endian number, where SQLite files keep their owner (offset 68). */
const applicationId = 0x69_6e_66_62

/** The schema version this build writes. */
export const newestVersion = steps.length

/** Throws store.newer for a file of a later build, store.unreadable for another program's; changes neither. */
export function migrate(database: Database, path: string): void {
  if (versionOf(database, path) === newestVersion) return
  const apply = database.transaction(() => {
    const from = versionOf(database, path)
    for (const step of steps.slice(from)) database.exec(step)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${newestVersion}`)
  })
  apply.immediate()
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
