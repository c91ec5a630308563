import { join } from 'node:path'
import { peerPaths } from '../../bench-engine/peers/peer-paths.ts'

/** Where the peers of the client lie, beside those of the engine. */
export interface ClientPaths {
  readonly root: string
  /** A virtual environment with the installer. */
  readonly installer: string
  /** The virtual environment of one peer. */
  python(peer: string): string
  /** A word-level tokenizer of a few hundred words, so that nobody asks a hub for one. */
  readonly tokenizer: string
  readonly k6: string
}

/** PEERS_DIR, else a folder in the user's cache. */
export function clientPaths(env: Readonly<Record<string, string | undefined>>): ClientPaths {
  const root = join(peerPaths(env).root, 'clients')
  return {
    root,
    installer: join(root, 'installer'),
    python: (peer) => join(root, peer.replaceAll(/\W+/g, '-')),
    tokenizer: join(root, 'tokenizer'),
    k6: join(root, 'k6'),
  }
}
