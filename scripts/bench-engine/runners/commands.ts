/** How each contestant is started, with the settings that are best for it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import type { ModelConfig } from '../../../engine/model/model-config.ts'
import { syntheticModels } from '../../../engine/model/synthetic.ts'
import { engineDefaults, type EngineOptions } from '../../../engine/runtime/setup/engine-options.ts'
import type { PeerPaths } from '../peers/peer-paths.ts'
import type { EngineSetting, PeerName } from '../rows/row.ts'
import type { ChildCommand } from './child.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Prompt tokens of one step: what both peers use. */
const stepTokens = 512

/** What a kernel by itself is timed with: passes that would fold it into another left out, another shape of the model. */
export interface EngineChanges {
  readonly disabledPasses?: readonly string[]
  readonly config?: Partial<ModelConfig>
}

/** Ours, sized for all `shapes`. */
export function engineCommand(
  setting: EngineSetting,
  shapes: readonly StepShape[],
  threads: number,
  { disabledPasses = [], config = {} }: EngineChanges = {},
): ChildCommand {
  const engine: EngineOptions = {
    ...engineDefaults,
    ...{ model: `synthetic:${setting.model}`, quant: setting.quant, kvCacheType: setting.kv, threads },
    ...{
      tokenizerPath: null,
      isa: null,
      contextLength: null,
      kvCacheBytes: null,
      maxStepTokens: stepTokens,
      disabledPasses,
    },
  }
  const task = JSON.stringify({ engine, shapes, config })
  return tsxCommand(`ours ${settingName(setting)}`, 'engine-child.ts', [task])
}

/** The machine's peaks on so many threads. */
export function peaksCommand(threads: number): ChildCommand {
  return tsxCommand('peaks', 'peaks-child.ts', [String(threads)])
}

/** `llama-1b int4 bf16`: one loaded model. */
export function settingName({ model, quant, kv }: EngineSetting): string {
  return `${model} ${quant} ${kv}`
}

/** A peer with one model. */
export function peerCommand(peer: PeerName, model: string, paths: PeerPaths, threads: number): ChildCommand {
  const name = `${peer} ${model}`
  if (peer === 'openvino') {
    const vocabSize = syntheticModels[model]?.vocabSize ?? 0
    const program = join(paths.python, 'bin', 'python')
    return {
      name,
      program,
      args: [here('../peers/python/openvino-steps.py'), paths.openvino(model), `${vocabSize}`, `${threads}`],
    }
  }
  const file = peer.replace('llama.cpp ', '')
  const args = [paths.gguf(model, file), paths.states(model, file), `${threads}`]
  return { name, program: paths.llamaSteps, args, env: { OMP_WAIT_POLICY: 'active' } }
}

function tsxCommand(name: string, file: string, args: readonly string[]): ChildCommand {
  return { name, program: process.execPath, args: ['--import', 'tsx', here(file), ...args] }
}
