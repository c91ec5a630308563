/** Installs the peers of the client, each in an environment of its own, whole or not at all. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { needTool, runLogged, type Stage } from '../../bench-engine/peers/stage.ts'
import type { ClientPaths } from './client-paths.ts'
import type { ClientPeer } from './client-peer.ts'
import { findPython } from './find-python.ts'
import { wordTokenizer } from './word-tokenizer.ts'

const installerVersion = '0.13.9'

/** What `peer` needs, in order. */
export function clientStages(peer: ClientPeer, paths: ClientPaths): readonly Stage[] {
  if (peer.name === 'k6') return [k6Stage(paths, peer.version)]
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

function k6Stage({ k6 }: ClientPaths, version: string): Stage {
  return marked(join(k6, 'infbench-version'), version, {
    name: `k6 ${version}`,
    takes: 'two minutes, downloads 60 MB',
    run(log) {
      needTool('go', 'https://go.dev/dl')
      rmSync(k6, { recursive: true, force: true })
      mkdirSync(k6, { recursive: true })
      cpSync(fileURLToPath(new URL('k6/main.go', import.meta.url)), join(k6, 'main.go'))
      runLogged(log, 'go', ['mod', 'init', 'infbench-k6'], k6)
      runLogged(log, 'go', ['get', `go.k6.io/k6@v${version}`], k6)
      runLogged(log, 'go', ['build', '-o', 'k6', '.'], k6)
    },
  })
}

/** A stage whose mark, written last, says what it made. */
function marked(mark: string, wanted: string, stage: Omit<Stage, 'done'>): Stage {
  return {
    ...stage,
    done: () => existsSync(mark) && readFileSync(mark, 'utf8') === wanted,
    run(log) {
      stage.run(log)
      writeFileSync(mark, wanted)
    },
  }
}
