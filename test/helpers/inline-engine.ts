/** An engine client whose loop runs on the caller's own thread, one step per turn of the event loop. For server tests. */
import { createEngineClient } from '../../engine/runtime/thread/engine-client.ts'
import type { EngineClient } from '../../engine/runtime/thread/engine-client.ts'
import { createEngineHost } from '../../engine/runtime/thread/engine-host.ts'
import { createEngineLoop } from '../../engine/runtime/engine-loop.ts'
import type { EngineFacts } from '../../engine/runtime/setup/engine-facts.ts'
import type { FromEngine } from '../../engine/runtime/thread/messages.ts'
import type { SchedulerLimits } from '../../engine/scheduler/scheduler.ts'
import { monotonicClock } from '../../engine/telemetry/clock.ts'
import { stepCounterMemory, stepCountersIn } from '../../engine/telemetry/step-counters.ts'
import type { Plan } from '../../engine/backends/plan.ts'
import { phaseReport } from '../../engine/runtime/telemetry/kernel-totals.ts'
import type { PhaseName } from '../../engine/telemetry/kernel-report.ts'
import { fakeModel } from './fake-backend.ts'

/** One operation that costs two FLOP and eight bytes a token. */
const fakePlan: Plan = {
  model: { layers: 1, heads: 1, kvHeads: 1, headDim: 1, vocabSize: 1, kvType: 'f32' },
  weights: [],
  buffers: [],
  nodes: [
    { op: 'add', name: 'add', in: [], out: [], weights: [], attrs: {}, flops: { perToken: 2 }, bytes: { perToken: 8 } },
  ],
}

export interface InlineEngine {
  readonly client: EngineClient
  /** Steps only while true; set to false to hold all answers. */
  running: boolean
  /** Goes on after `running` was false. */
  resume(): void
  /** Makes the engine's thread die, as a native error would. */
  fail(message: string): void
}

export function inlineEngine(options: { vocabSize: number; limits: SchedulerLimits; kvBlocks: number }): InlineEngine {
  const { vocabSize, limits, kvBlocks } = options
  const blockTokens = 16
  const counters = stepCountersIn(stepCounterMemory())
  const model = fakeModel(vocabSize, { kvBlocks, blockTokens })
  const loop = createEngineLoop({ model, limits, kvBlocks, blockTokens, counters, nowNs: monotonicClock() })
  const report = (phase: PhaseName) => phaseReport(fakePlan, loop.sums[phase], model.counters(phase))
  const phases = () => ({ prefill: report('prefill'), decode: report('decode') })
  const host = createEngineHost(loop, (message: FromEngine) => client.receive(message), phases)
  const facts: EngineFacts = {
    model: 'fake',
    aliases: ['fake-alias'],
    parameters: 1,
    vocabSize,
    isa: 'scalar',
    threads: 1,
    quant: 'f32',
    activationGroup: null,
    kvCacheType: 'f32',
    variants: [],
    limits,
    kvBlocks,
    blockTokens,
    weightBytes: 1,
    kvBytes: 1,
    scratchBytes: 1,
  }
  let ticking = false
  const tick = () => {
    ticking = engine.running && host.turn()
    if (ticking) setImmediate(tick)
  }
  const wake = () => {
    if (ticking) return
    ticking = true
    setImmediate(tick)
  }
  const client = createEngineClient(facts, counters, (message) => {
    host.handle(message)
    wake()
  })
  const engine: InlineEngine = {
    client,
    running: true,
    resume: wake,
    fail: (message) => client.receive({ kind: 'failed', error: { kind: 'internal', message, hint: undefined } }),
  }
  return engine
}
