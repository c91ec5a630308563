import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where everything of the peers lies, outside the tree. */
export interface PeerPaths {
  readonly root: string
  /** A virtual environment. */
  readonly python: string
  readonly llamaSource: string
  readonly llamaBin: string
  /** Our driver around llama.cpp's library. */
  readonly llamaSteps: string
  gguf(model: string, quantisation: string): string
  openvino(model: string): string
  /** Contexts kept for one model file. */
  states(model: string, quantisation: string): string
}

/** PEERS_DIR, else a folder in the user's cache. */
export function peerPaths(env: Readonly<Record<string, string | undefined>>): PeerPaths {
  const cache = env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const root = env.PEERS_DIR ?? join(cache, 'infbench', 'peers')
  const llamaSource = join(root, 'llama.cpp')
  return {
    root,
    python: join(root, 'venv'),
    llamaSource,
    llamaBin: join(llamaSource, 'build', 'bin'),
    llamaSteps: join(root, 'llama-steps'),
    gguf: (model, quantisation) => join(root, 'models', `${model}-${quantisation}.gguf`),
    openvino: (model) => join(root, 'models', `${model}-openvino`),
    states: (model, quantisation) => join(root, 'states', `${model}-${quantisation}`),
  }
}
