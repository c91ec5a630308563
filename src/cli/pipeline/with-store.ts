import type { Io } from '../../core/io.ts'
import { type Store, openStore } from '../../store/open-store.ts'
import { storePath } from '../../store/store-path.ts'

/** A database and where it is. */
export interface OpenedStore {
  readonly store: Store
  readonly path: string
}

/** Opens the database a command works on, and closes it however the command ends. */
export async function withStore<T>(
  db: string | undefined,
  io: Pick<Io, 'env' | 'cwd'>,
  work: (opened: OpenedStore) => T | Promise<T>,
): Promise<T> {
  const path = storePath(db, io.env, io.cwd)
  const store = openStore(path)
  try {
    return await work({ store, path })
  } finally {
    store.close()
  }
}
