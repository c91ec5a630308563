/** Our engine behind the questions of child.ts: `engine-child.ts '{"engine": EngineOptions, "shapes": StepShape[]}'`. */
import { totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { openStepBench } from '../../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import { openModel } from '../../../engine/model/open-model.ts'
import type { EngineOptions } from '../../../engine/runtime/setup/engine-options.ts'
import { physicalCores } from '../../../engine/runtime/setup/physical-cores.ts'
import { monotonicClock } from '../../../engine/telemetry/clock.ts'

const { engine, shapes } = JSON.parse(process.argv[2] ?? '{}') as { engine: EngineOptions; shapes: StepShape[] }
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

const model = await openModel(engine.model, { tokenizerPath: engine.tokenizerPath, seed: engine.weightSeed })
const machine = { memoryBytes: totalmem(), cores: physicalCores() }
const bench = openStepBench(model, engine, shapes, { backend: loadNativeBackend(), machine, nowNs: monotonicClock() })
say({})
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, kind, size, context, times] = line.split(' ')
  const shape: StepShape =
    kind === 'prefill'
      ? { kind, tokens: Number(size) }
      : { kind: 'decode', sequences: Number(size), context: Number(context) }
  if (verb === 'prepare') bench.prepare(shape)
  say(verb === 'measure' ? bench.measure(shape, Number(times)) : {})
}
