/**
 * The models of the peers: random weights in the engine's own shapes, quantised by each peer's own tool, and the long
 * contexts of the decode rows. A file has its name only once it is whole.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { syntheticModels } from '../../../engine/model/synthetic.ts'
import type { PeerPaths } from './peer-paths.ts'
import { runLogged, type Stage } from './stage.ts'
import { longContexts, type Quantisation, quantisations } from './versions.ts'

const script = (file: string) => fileURLToPath(new URL(`python/${file}`, import.meta.url))

/** In order; `threads` is what conversions may use. `contexts`: those of `longContexts` that rows are going to ask for. */
export function modelStages(paths: PeerPaths, threads: number, contexts: readonly number[]): readonly Stage[] {
  const perModel = Object.entries(quantisations).flatMap(([model, files]) => [
    weightsStage(paths, model),
    ...files.map((file) => quantiseStage(paths, model, file, threads)),
    openvinoStage(paths, model),
  ])
  return [...perModel, ...contexts.map((tokens) => contextStage(paths, tokens, threads))]
}

const python = (paths: PeerPaths) => join(paths.python, 'bin', 'python')
/** The end of a GGUF name must stay, tools look at it. */
const part = (path: string) => path.replace(/[^/]*$/, (name) => `part-${name}`)

function weightsStage(paths: PeerPaths, model: string): Stage {
  const path = paths.gguf(model, 'f16')
  return {
    name: `random weights of ${model}`,
    takes: 'up to a minute',
    done: () => existsSync(path),
    run(log) {
      mkdirSync(dirname(path), { recursive: true })
      const shape = JSON.stringify({ name: model, ...syntheticModels[model] })
      runLogged(log, python(paths), [script('make-model.py'), shape, part(path)])
      renameSync(part(path), path)
    },
  }
}

function quantiseStage(paths: PeerPaths, model: string, { file, type, pure }: Quantisation, threads: number): Stage {
  const path = paths.gguf(model, file)
  return {
    name: `${model} as ${type}`,
    takes: 'up to a minute',
    done: () => existsSync(path),
    run(log) {
      const files = [paths.gguf(model, 'f16'), part(path), type, `${threads}`]
      runLogged(log, join(paths.llamaBin, 'llama-quantize'), [...(pure ? ['--pure'] : []), ...files])
      renameSync(part(path), path)
    },
  }
}

function openvinoStage(paths: PeerPaths, model: string): Stage {
  const folder = paths.openvino(model)
  return {
    name: `${model} for OpenVINO, int4 in groups of 128`,
    takes: 'up to two minutes',
    done: () => existsSync(folder),
    run(log) {
      rmSync(part(folder), { recursive: true, force: true })
      runLogged(log, python(paths), [script('openvino-convert.py'), paths.gguf(model, 'f16'), part(folder)])
      renameSync(part(folder), folder)
    },
  }
}

function contextStage(paths: PeerPaths, tokens: number, threads: number): Stage {
  const { model, file, sequences } = longContexts
  const folder = paths.states(model, file)
  return {
    name: `a context of ${tokens} tokens in llama.cpp's cache`,
    takes: 'up to three minutes',
    done: () => existsSync(join(folder, `${tokens}-${sequences}.state`)),
    run() {
      mkdirSync(folder, { recursive: true })
      const input = `prepare decode ${sequences} ${tokens} 1\n`
      const args = [paths.gguf(model, file), folder, `${threads}`]
      const { status, stderr } = spawnSync(paths.llamaSteps, args, { input, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${paths.llamaSteps} ended with ${status}: ${stderr.trim()}`)
    },
  }
}
