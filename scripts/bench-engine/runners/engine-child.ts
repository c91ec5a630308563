/**
 * Our engine behind the questions of child.ts, and one more: `nodes SHAPE TIMES` answers with time, FLOP and bytes of every
 * plan node. `engine-child.ts '{"engine": EngineOptions, "shapes": StepShape[], "config": {} }'`; `config` changes the shape
 * of a synthetic model.
 */
import { totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { openStepBench } from '../../../engine/commands/step-bench/open-step-bench.ts'
import { type StepShape, stepSizes } from '../../../engine/commands/step-bench/step-shape.ts'
import { costOf } from '../../../engine/compiler/cost.ts'
import type { ModelConfig } from '../../../engine/model/model-config.ts'
import { openModel } from '../../../engine/model/open-model.ts'
import { syntheticWeights } from '../../../engine/model/synthetic.ts'
import type { EngineOptions } from '../../../engine/runtime/setup/engine-options.ts'
import { physicalCores } from '../../../engine/runtime/setup/physical-cores.ts'
import { monotonicClock } from '../../../engine/telemetry/clock.ts'
import type { MeasuredNodes } from './child.ts'

interface Task {
  readonly engine: EngineOptions
  readonly shapes: readonly StepShape[]
  readonly config: Partial<ModelConfig>
}

const { engine, shapes, config } = JSON.parse(process.argv[2] ?? '{}') as Task
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

const bench = openStepBench(await modelToTime(), engine, shapes, {
  backend: loadNativeBackend(),
  machine: { memoryBytes: totalmem(), cores: physicalCores() },
  nowNs: monotonicClock(),
})
say({})
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, kind, size, context, times] = line.split(' ')
  const shape: StepShape =
    kind === 'prefill'
      ? { kind, tokens: Number(size) }
      : { kind: 'decode', sequences: Number(size), context: Number(context) }
  if (verb === 'prepare') bench.prepare(shape)
  if (verb === 'nodes') say(measureNodes(shape, Number(times)))
  else say(verb === 'measure' ? bench.measure(shape, Number(times)) : {})
}

async function modelToTime() {
  const model = await openModel(engine.model, { tokenizerPath: engine.tokenizerPath, seed: engine.weightSeed })
  if (Object.keys(config).length === 0) return model
  const changed = { ...model.config, ...config }
  return { ...model, config: changed, weights: syntheticWeights(changed, engine.weightSeed) }
}

function measureNodes(shape: StepShape, times: number): MeasuredNodes {
  const before = bench.counters(shape.kind)
  const { tokens, ns } = bench.measure(shape, times)
  const after = bench.counters(shape.kind)
  const sizes = stepSizes(shape, times, bench.facts.limits.maxStepTokens)
  const nodes = bench.plan.nodes.map((node, i) => {
    const total = (of: 'flops' | 'bytes') => sizes.reduce((sum, size) => sum + costOf(node[of], size), 0)
    const spent = (after[2 * i + 1] ?? 0) - (before[2 * i + 1] ?? 0)
    return { name: node.name, ns: spent, flops: total('flops'), bytes: total('bytes') }
  })
  return { tokens, ns, nodes }
}
