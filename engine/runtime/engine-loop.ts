/**
 * The engine without threads or sockets: requests in, one step at a time, sampled tokens out. It alone knows scheduler
 * (counts), cache (pages) and model (buffers) at once. The step is blocking.
 */
import type { ExecutableModel } from '../backends/backend.ts'
import { createKvCache } from '../kvcache/kv-cache.ts'
import type { BlockTable } from '../kvcache/block-table.ts'
import { createContinuousScheduler } from '../scheduler/continuous-scheduler.ts'
import type { Refusal, SchedulerLimits, StepPlan } from '../scheduler/scheduler.ts'
import type { NowNs } from '../telemetry/clock.ts'
import type { StepCounters } from '../telemetry/step-counters.ts'
import type { ActiveRequest } from './active-request.ts'
import { accept, activate } from './active-request.ts'
import type { GenerationRequest } from './generation-request.ts'
import { finishCodes } from './generation-request.ts'
import { createStepBatch } from './step-batch.ts'

/** Triplets (request id, token, finish code) of one step; valid up to 3 * `count`, overwritten by the next step. */
export interface TokenEvents {
  count: number
  readonly data: Int32Array
}

export interface EngineLoop {
  /** Takes a request in, or says why not. */
  submit(request: GenerationRequest): Refusal | null
  /** Drops a request; harmless when it has ended. */
  cancel(id: number): void
  /** Nothing runs and nothing waits. */
  readonly idle: boolean
  /** One step of the model over what the scheduler picked. */
  step(): TokenEvents
  /** Violated invariants of scheduler and cache. */
  check(): string[]
}

export interface LoopParts {
  readonly model: ExecutableModel
  readonly limits: SchedulerLimits
  readonly kvBlocks: number
  readonly blockTokens: number
  readonly counters: StepCounters
  readonly nowNs: NowNs
}

/** A loop over `model`, which stays the caller's to close. */
export function createEngineLoop(parts: LoopParts): EngineLoop {
  const { model, limits, counters, nowNs } = parts
  const cache = createKvCache(parts.kvBlocks, parts.blockTokens)
  const scheduler = createContinuousScheduler(limits, cache)
  const active = new Map<number, ActiveRequest>()
  const maxSequenceBlocks = cache.blocksFor(limits.maxSequenceTokens)
  const builder = createStepBatch({ ...limits, maxSequenceBlocks })
  const events: TokenEvents = { count: 0, data: new Int32Array(3 * limits.maxSequences) }

  const build = (plan: StepPlan) => {
    builder.clear()
    for (const work of plan.work)
      builder.add(work, active.get(work.id) as ActiveRequest, cache.tableOf(work.id) as BlockTable)
  }

  const end = (id: number) => {
    scheduler.finish(id)
    active.delete(id)
  }
  const gauge = () => {
    counters.set('preemptions', scheduler.preemptions)
    counters.set('running', scheduler.running)
    counters.set('waiting', scheduler.waiting)
    counters.set('blocksUsed', cache.totalBlocks - cache.freeBlocks)
  }

  const collect = (plan: StepPlan) => {
    let row = 0
    for (const work of plan.work) {
      if (!work.samples) continue
      const request = active.get(work.id) as ActiveRequest
      const token = builder.batch.sampled[row++] as number
      const finish = accept(request, token)
      if (request.generated === 1) counters.add('promptTokens', request.request.prompt.length)
      const at = 3 * events.count++
      events.data[at] = work.id
      events.data[at + 1] = token
      events.data[at + 2] = finish
      if (finish !== finishCodes.none) end(work.id)
    }
  }

  return {
    submit(request) {
      const { id, prompt, maxNewTokens } = request
      const admission = scheduler.admit({ id, promptTokens: prompt.length, maxNewTokens })
      if (admission.kind === 'refused') return admission.refusal
      active.set(id, activate(request))
      gauge()
      return null
    },
    cancel(id) {
      end(id)
      gauge()
    },
    get idle() {
      return active.size === 0
    },
    step() {
      const startedNs = nowNs()
      const plan = scheduler.next()
      build(plan)
      const nativeNs = nowNs()
      model.step(builder.batch)
      const nativeEndNs = nowNs()
      scheduler.apply()
      events.count = 0
      collect(plan)
      counters.add('steps', 1)
      counters.add('stepTokens', plan.tokens)
      counters.add('generatedTokens', events.count)
      gauge()
      time(counters, { startedNs, nativeNs, nativeEndNs, endedNs: nowNs() })
      return events
    },
    check: () => scheduler.check(),
  }
}

function time(
  counters: StepCounters,
  at: { startedNs: number; nativeNs: number; nativeEndNs: number; endedNs: number },
): void {
  const native = at.nativeEndNs - at.nativeNs
  counters.add('nativeNs', native)
  counters.add('otherNs', at.endedNs - at.startedNs - native)
  counters.stepSeconds.record((at.endedNs - at.startedNs) / 1e9)
}
