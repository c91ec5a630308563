import { openStore, type Store } from '../open-store.ts'
import { openAside } from './copy-aside.ts'

/**
 * Opens a store that is only looked at. One that cannot be written (an archive, a mounted artifact) is read from a copy, which is gone when
 * it is closed. Errors: store.*.
 */
export function openToRead(path: string): Store {
  return openAside(path, openStore, (store, copy) => {
    const close = () => {
      store.close()
      copy.remove()
    }
    return { ...store, path, migrated: null, close, [Symbol.dispose]: close }
  })
}
