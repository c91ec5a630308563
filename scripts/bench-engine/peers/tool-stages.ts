/**
 * The tools of the peers: Python packages, and llama.cpp built for this CPU with the library that our driver stands on.
 * Each stage leaves its result whole or not at all.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PeerPaths } from './peer-paths.ts'
import { needTool, runLogged, type Stage } from './stage.ts'
import { llamaFlags, pythonPackages, versions } from './versions.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** In order; `threads` is what builds may use. */
export function toolStages(paths: PeerPaths, threads: number): readonly Stage[] {
  return [pythonStage(paths), sourceStage(paths), buildStage(paths, threads), driverStage(paths)]
}

function pythonStage(paths: PeerPaths): Stage {
  const mark = join(paths.python, 'infbench-packages')
  const wanted = pythonPackages.join('\n')
  return {
    name: 'Python packages',
    takes: 'a minute, downloads 400 MB',
    done: () => existsSync(mark) && readFileSync(mark, 'utf8') === wanted,
    run(log) {
      needTool('python3', 'sudo apt install python3 python3-venv')
      mkdirSync(paths.root, { recursive: true })
      runLogged(log, 'python3', ['-m', 'venv', paths.python])
      runLogged(log, join(paths.python, 'bin', 'pip'), ['install', ...pythonPackages])
      writeFileSync(mark, wanted)
    },
  }
}

function sourceStage(paths: PeerPaths): Stage {
  const mark = join(paths.llamaSource, 'infbench-version')
  return {
    name: `source of llama.cpp (llama-cpp-python ${versions.llamaCppPython})`,
    takes: 'seconds, downloads 77 MB',
    done: () => existsSync(mark) && readFileSync(mark, 'utf8') === versions.llamaCppPython,
    run(log) {
      const unpacked = join(paths.root, 'unpack')
      rmSync(unpacked, { recursive: true, force: true })
      rmSync(paths.llamaSource, { recursive: true, force: true })
      mkdirSync(unpacked, { recursive: true })
      const wanted = `llama-cpp-python==${versions.llamaCppPython}`
      const download = ['download', '--no-deps', '--no-binary', 'llama-cpp-python', '-d', unpacked, wanted]
      runLogged(log, join(paths.python, 'bin', 'pip'), download)
      const archive = readdirSync(unpacked).find((name) => name.endsWith('.tar.gz')) ?? ''
      runLogged(log, 'tar', ['xzf', join(unpacked, archive), '-C', unpacked])
      const vendored = join(unpacked, archive.replace('.tar.gz', ''), 'vendor', 'llama.cpp')
      rmSync(join(vendored, '.git'), { recursive: true, force: true }) // a link to a repository that is not there
      renameSync(vendored, paths.llamaSource)
      rmSync(unpacked, { recursive: true })
      writeFileSync(mark, versions.llamaCppPython)
    },
  }
}

function buildStage(paths: PeerPaths, threads: number): Stage {
  const targets = ['llama-bench', 'llama-batched-bench', 'llama-quantize']
  return {
    name: 'build of llama.cpp for this CPU',
    takes: 'four minutes',
    done: () => targets.every((target) => existsSync(join(paths.llamaBin, target))),
    run(log) {
      needTool('g++', 'sudo apt install g++')
      const tool = (name: string) => join(paths.python, 'bin', name)
      const build = join(paths.llamaSource, 'build')
      const ninja = ['-G', 'Ninja', `-DCMAKE_MAKE_PROGRAM=${tool('ninja')}`]
      runLogged(log, tool('cmake'), ['-S', paths.llamaSource, '-B', build, ...ninja, ...llamaFlags])
      runLogged(log, tool('ninja'), ['-C', build, '-j', `${threads}`, ...targets])
    },
  }
}

function driverStage(paths: PeerPaths): Stage {
  const source = here('native/llama-steps.cc')
  const text = readFileSync(source, 'utf8')
  const mark = `${paths.llamaSteps}.source`
  return {
    name: 'driver around llama.cpp',
    takes: 'seconds',
    done: () => existsSync(mark) && readFileSync(mark, 'utf8') === text,
    run(log) {
      const include = ['include', 'ggml/include'].map((folder) => `-I${join(paths.llamaSource, folder)}`)
      const libraries = [`-L${paths.llamaBin}`, '-lllama', '-lggml', '-lggml-base', `-Wl,-rpath,${paths.llamaBin}`]
      runLogged(log, 'g++', ['-O2', '-std=c++17', source, ...include, ...libraries, '-o', paths.llamaSteps])
      writeFileSync(mark, text)
    },
  }
}
