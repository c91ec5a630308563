/**
 * The engine without threads or sockets: requests in, one step at a time, sampled tokens out. It alone knows scheduler
 * (counts), cache (pages) and model (buffers) at once. The step is blocking.
 */
import type { ExecutableModel } from '../backends/backend.ts'
import type { KvCache } from '../kvcache/kv-cache.ts'
import { createKvCache } from '../kvcache/kv-cache.ts'
import type { BlockTable } from '../kvcache/block-table.ts'
import { createContinuousScheduler } from '../scheduler/continuous-scheduler.ts'
import type { Refusal, Scheduler, SchedulerLimits, StepPlan } from '../scheduler/scheduler.ts'
import type { NowNs } from '../telemetry/clock.ts'
import type { PhaseName } from '../telemetry/kernel-report.ts'
import type { StepCounters } from '../telemetry/step-counters.ts'
import type { ActiveRequest } from './active-request.ts'
import { accept, activate } from './active-request.ts'
import type { GenerationRequest } from './generation-request.ts'
import { finishCodes } from './generation-request.ts'
import { nsToSeconds } from '../units.ts'
import type { StepBatchBuilder } from './step-batch.ts'
import { createStepBatch } from './step-batch.ts'
import { phaseOf } from './telemetry/kernel-totals.ts'
import { addWork, createPhaseSums, type PhaseSums } from './telemetry/phase-sums.ts'

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
  /** What all steps so far add up to. */
  readonly sums: Readonly<Record<PhaseName, Readonly<PhaseSums>>>
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
  return new Loop(parts)
}

class Loop implements EngineLoop {
  readonly sums = createPhaseSums()
  readonly #parts: LoopParts
  readonly #cache: KvCache
  readonly #scheduler: Scheduler
  readonly #builder: StepBatchBuilder
  readonly #active = new Map<number, ActiveRequest>()
  readonly #events: TokenEvents

  constructor(parts: LoopParts) {
    const { limits } = parts
    this.#parts = parts
    this.#cache = createKvCache(parts.kvBlocks, parts.blockTokens)
    this.#scheduler = createContinuousScheduler(limits, this.#cache)
    this.#builder = createStepBatch({ ...limits, maxSequenceBlocks: this.#cache.blocksFor(limits.maxSequenceTokens) })
    this.#events = { count: 0, data: new Int32Array(3 * limits.maxSequences) }
  }

  submit(request: GenerationRequest): Refusal | null {
    const { id, prompt, maxNewTokens } = request
    const admission = this.#scheduler.admit({ id, promptTokens: prompt.length, maxNewTokens })
    if (admission.kind === 'refused') return admission.refusal
    this.#active.set(id, activate(request))
    this.#gauge()
    return null
  }

  cancel(id: number): void {
    this.#end(id)
    this.#gauge()
  }

  get idle(): boolean {
    return this.#active.size === 0
  }

  step(): TokenEvents {
    const { nowNs, model, counters } = this.#parts
    const startedNs = nowNs()
    const plan = this.#scheduler.next()
    this.#build(plan)
    const nativeNs = nowNs()
    model.step(this.#builder.batch)
    const nativeEndNs = nowNs()
    this.#sum(plan, nativeEndNs - nativeNs)
    this.#scheduler.apply()
    this.#collect(plan)
    counters.add('steps', 1)
    counters.add('stepTokens', plan.tokens)
    counters.add('generatedTokens', this.#events.count)
    this.#gauge()
    time(counters, { startedNs, nativeNs, nativeEndNs, endedNs: nowNs() })
    return this.#events
  }

  check(): string[] {
    return this.#scheduler.check()
  }

  #build(plan: StepPlan): void {
    this.#builder.clear()
    for (const work of plan.work)
      this.#builder.add(work, this.#active.get(work.id) as ActiveRequest, this.#cache.tableOf(work.id) as BlockTable)
  }

  #sum(plan: StepPlan, ns: number): void {
    const sums = this.sums[phaseOf(plan.tokens, plan.work.length)]
    sums.steps++
    sums.ns += ns
    for (const work of plan.work) {
      const active = this.#active.get(work.id) as ActiveRequest
      addWork(sums, work, active.computed)
      active.computed = Math.max(active.computed, work.start + work.tokens)
    }
  }

  /** Sampled tokens are in the order of the work that samples. */
  #collect(plan: StepPlan): void {
    const events = this.#events
    events.count = 0
    for (const work of plan.work) {
      if (!work.samples) continue
      const active = this.#active.get(work.id) as ActiveRequest
      const token = this.#builder.batch.sampled[events.count] as number
      const finish = accept(active, token)
      if (active.generated === 1) this.#parts.counters.add('promptTokens', active.request.prompt.length)
      const at = 3 * events.count++
      events.data[at] = work.id
      events.data[at + 1] = token
      events.data[at + 2] = finish
      if (finish !== finishCodes.none) this.#end(work.id)
    }
  }

  #end(id: number): void {
    this.#scheduler.finish(id)
    this.#active.delete(id)
  }

  #gauge(): void {
    const { counters } = this.#parts
    counters.set('preemptions', this.#scheduler.preemptions)
    counters.set('running', this.#scheduler.running)
    counters.set('waiting', this.#scheduler.waiting)
    counters.set('blocksUsed', this.#cache.totalBlocks - this.#cache.freeBlocks)
  }
}

function time(
  counters: StepCounters,
  at: { startedNs: number; nativeNs: number; nativeEndNs: number; endedNs: number },
): void {
  const native = at.nativeEndNs - at.nativeNs
  counters.add('nativeNs', native)
  counters.add('otherNs', at.endedNs - at.startedNs - native)
  counters.stepSeconds.record(nsToSeconds(at.endedNs - at.startedNs))
}
