/** Installs the peers of the client, each in an environment of its own, whole or not at all. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { marked, runLogged, type Stage } from '../../bench-engine/peers/stage.ts'
import { k6Stage } from '../../k6/k6-stage.ts'
import type { ClientPaths } from './client-paths.ts'
import type { ClientPeer } from './client-peer.ts'
import { findPython } from './find-python.ts'
import { wordTokenizer } from './word-tokenizer.ts'

const installerVersion = '0.13.9'

/** What `peer` needs, in order. */
export function clientStages(peer: ClientPeer, paths: ClientPaths): readonly Stage[] {
  if (peer.name === 'k6') return [k6Stage(paths.k6)]
  if (peer.packages === null) return []
  return [tokenizerStage(paths), installerStage(paths), packagesStage(paths, peer.name, peer.packages)]
}

function tokenizerStage({ tokenizer }: ClientPaths): Stage {
  const files = wordTokenizer()
  return {
    name: 'tokenizer',
    takes: 'no time',
    done: () => Object.keys(files).every((file) => existsSync(join(tokenizer, file))),
    run() {
      mkdirSync(tokenizer, { recursive: true })
      for (const [file, value] of Object.entries(files)) writeFileSync(join(tokenizer, file), JSON.stringify(value))
    },
  }
}

function installerStage({ installer }: ClientPaths): Stage {
  const wanted = `uv==${installerVersion}`
  return marked(join(installer, 'infbench-packages'), wanted, {
    name: 'installer of Python packages',
    takes: 'seconds',
    run(log) {
      mkdirSync(dirname(installer), { recursive: true })
      runLogged(log, findPython(), ['-m', 'venv', installer])
      runLogged(log, join(installer, 'bin', 'pip'), ['install', wanted])
    },
  })
}

function packagesStage(paths: ClientPaths, peer: string, packages: readonly string[]): Stage {
  const folder = paths.python(peer)
  return marked(join(folder, 'infbench-packages'), packages.join('\n'), {
    name: packages.join(', '),
    takes: 'a minute, downloads up to 4 GB',
    run(log) {
      const uv = join(paths.installer, 'bin', 'uv')
      rmSync(folder, { recursive: true, force: true })
      runLogged(log, uv, ['venv', '--quiet', '--python', findPython(), folder])
      const python = ['--python', join(folder, 'bin', 'python')]
      runLogged(log, uv, ['pip', 'install', '--system-certs', '--quiet', ...python, ...packages])
    },
  })
}
