import { existsSync } from 'node:fs'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { type Store, openStore } from '../../../store/open-store.ts'
import { newestVersion } from '../../../store/migrations/migrate.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { openToRead } from '../../../store/reading/open-to-read.ts'
import { storePath } from '../../../store/store-path.ts'

/** A database and where it is. */
export interface OpenedStore {
  readonly store: Store
  readonly path: string
}

type Place = Pick<Io, 'env' | 'cwd'> & Partial<Pick<Io, 'stderr'>>
type Work<T> = (opened: OpenedStore) => T | Promise<T>

/** Opens the database a command works on, made where it is missing, and closes it however the command ends. */
export async function withStore<T>(db: string | undefined, io: Place, work: Work<T>): Promise<T> {
  const path = storePath(db, io.env, io.cwd)
  return workOn(telling(openStore(path), io), path, work)
}

/** Says that a file was brought from an older version, and where it is as it was. */
function telling(store: Store, { stderr, cwd }: Place): Store {
  const { path, migrated } = store
  if (migrated !== null && stderr !== undefined) {
    const [now, before] = [path, migrated.backupPath].map((file) => shownPath(file, cwd))
    stderr.write(
      `note: ${now} was of version ${migrated.fromVersion} and is now of ${newestVersion}; as it was: ${before}\n`,
    )
  }
  return store
}

async function workOn<T>(store: Store, path: string, work: Work<T>): Promise<T> {
  try {
    const done = await work({ store, path })
    store.close()
    return done
  } catch (error) {
    closeAfter(store)
    throw error
  }
}

/** What ended the work says more than that closing could not write either. */
function closeAfter(store: Store): void {
  try {
    store.close()
  } catch {}
}

/** The same for commands that only read, which need not be able to write: none is made where there is none; without `otherwise` that is an error. */
export async function withExistingStore<T>(
  db: string | undefined,
  io: Place,
  work: Work<T>,
  otherwise = nothingStored as (path: string) => T,
): Promise<T> {
  const path = storePath(db, io.env, io.cwd)
  return existsSync(path) ? workOn(telling(openToRead(path), io), path, work) : otherwise(path)
}

/** The same for commands that change what is stored. */
export async function withStoreToChange<T>(db: string | undefined, io: Place, work: Work<T>): Promise<T> {
  const path = storePath(db, io.env, io.cwd)
  return existsSync(path) ? workOn(telling(openStore(path), io), path, work) : nothingStored(path)
}

function nothingStored(path: string): never {
  throw new InfbenchError('run.unknown', {
    message: `${path}: expected stored runs, got no such file`,
    hint: 'infbench run FILE makes one; --db or INFBENCH_DB name another database',
  })
}
