import type { Backend, ExecutableModel, StepPhase } from '../../backends/backend.ts'
import type { Plan } from '../../backends/plan.ts'
import type { Model } from '../../model/model.ts'
import { kvBytesPerToken } from '../../model/model-config.ts'
import type { EngineFacts } from '../../runtime/setup/engine-facts.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { type Machine, openExecutable } from '../../runtime/setup/open-executable.ts'
import { blockTokensOf } from '../../runtime/setup/sizing.ts'
import type { NowNs } from '../../telemetry/clock.ts'
import { createShapeBatch, type ShapeBatch, touchTokens } from './shape-batch.ts'
import {
  decodeRound,
  planCost,
  promptChunks,
  type StepCost,
  type StepShape,
  shapeTokens,
  stepSizes,
} from './step-shape.ts'

/** One measurement: some prompts, or some decode steps. */
export interface StepSample extends StepCost {
  readonly tokens: number
  readonly ns: number
  /** Time of the plan's nodes; null where the backend does not count it. What is missing to `ns` is step overhead. */
  readonly nodeNs: number | null
}

/** A model whose steps can be timed, in memory until closed. */
export interface StepBench {
  readonly facts: EngineFacts
  readonly plan: Plan
  /** Calls and time of every plan node so far, as the backend counts them. */
  counters(phase: StepPhase): Float64Array
  /** Gives every page of the shape memory of its own and runs it once, untimed. */
  prepare(shape: StepShape): void
  /** Times `times` prompts, or so many decode steps from the shape's context on. Blocks. */
  measure(shape: StepShape, times: number): StepSample
  close(): void
}

export interface StepBenchWorld {
  readonly backend: Backend
  readonly machine: Machine
  readonly nowNs: NowNs
}

/** Opens `model` as the server does, with a KV cache for the largest of `shapes` and no larger. */
export function openStepBench(
  model: Model,
  options: EngineOptions,
  shapes: readonly StepShape[],
  world: StepBenchWorld,
): StepBench {
  const sequences = Math.max(1, ...shapes.map((shape) => (shape.kind === 'decode' ? shape.sequences : 1)))
  // In float32, so it holds at least as many tokens of smaller types; what is never written takes no memory.
  const contextLength = Math.max(...shapes.map(sequenceTokens))
  const blockTokens = blockTokensOf(options.kvLayout, contextLength)
  const blocksOf = (shape: StepShape) => shapeBlocks(shape, blockTokens)
  const kvCacheBytes = Math.max(...shapes.map(blocksOf)) * blockTokens * kvBytesPerToken(model.config, 'f32')
  const sized = { ...options, maxBatch: sequences, contextLength, kvCacheBytes }
  const { executable, plan, facts } = openExecutable(model, world.backend, sized, world.machine)
  const arrays = { maxSequences: sequences, maxStepTokens: facts.limits.maxStepTokens, kvBlocks: facts.kvBlocks }
  let touched = 0
  const timed = (shape: StepShape) => {
    const limits = {
      ...arrays,
      blockTokens,
      sequenceBlocks: Math.ceil(sequenceTokens(shape) / blockTokens),
      vocabSize: facts.vocabSize,
    }
    return { shape, arrays: createShapeBatch(limits), executable, plan, maxStepTokens: arrays.maxStepTokens }
  }
  return {
    facts,
    plan,
    counters: (phase) => executable.counters(phase),
    prepare(shape) {
      const work = timed(shape)
      const groups = (blocksOf(shape) * blockTokens) / touchTokens
      touchGroups(work, touched, groups, sequences)
      touched = Math.max(touched, groups)
      runShape(work, 1)
    },
    measure: (shape, times) => measureShape(timed(shape), times, world.nowNs),
    close: () => executable.close(),
  }
}

interface Timed {
  readonly shape: StepShape
  readonly arrays: ShapeBatch
  readonly executable: ExecutableModel
  readonly plan: Plan
  readonly maxStepTokens: number
}

function sequenceTokens(shape: StepShape): number {
  return shape.kind === 'prefill' ? shape.tokens : shape.context + decodeRound
}

function shapeBlocks(shape: StepShape, blockTokens: number): number {
  return Math.ceil(sequenceTokens(shape) / blockTokens) * (shape.kind === 'decode' ? shape.sequences : 1)
}

/** Writes groups [first, end) of the cache, `most` in a step. */
function touchGroups({ arrays, executable }: Timed, first: number, end: number, most: number): void {
  for (let from = first; from < end; from += most) {
    arrays.touch(from, Math.min(most, end - from))
    executable.step(arrays.batch)
  }
}

function runShape({ shape, arrays, executable, maxStepTokens }: Timed, times: number): void {
  for (let i = 0; i < times; i++) {
    if (shape.kind === 'prefill') {
      for (const [from, tokens] of promptChunks(shape.tokens, maxStepTokens)) {
        arrays.chunk(from, tokens, from + tokens === shape.tokens)
        executable.step(arrays.batch)
      }
    } else {
      arrays.decode(shape.sequences, shape.context + (i % decodeRound))
      executable.step(arrays.batch)
    }
  }
}

function measureShape(work: Timed, times: number, nowNs: NowNs): StepSample {
  const { shape, plan, executable, maxStepTokens } = work
  const phase: StepPhase = shape.kind
  const nodesBefore = nodeNs(executable, plan, phase)
  const startedAt = nowNs()
  runShape(work, times)
  const ns = nowNs() - startedAt
  const nodesAfter = nodeNs(executable, plan, phase)
  const cost = planCost(plan, stepSizes(shape, times, maxStepTokens))
  const inNodes = nodesAfter === null || nodesBefore === null ? null : nodesAfter - nodesBefore
  return { ...cost, tokens: shapeTokens(shape, times), ns, nodeNs: inNodes }
}

/** Nanoseconds in nodes since the model was opened; counters are pairs of calls and ns, nodes first. */
function nodeNs(executable: ExecutableModel, plan: Plan, phase: StepPhase): number | null {
  const counters = executable.counters(phase)
  if (counters.length < 2 * plan.nodes.length) return null
  let sum = 0
  for (let i = 0; i < plan.nodes.length; i++) sum += counters[2 * i + 1] as number
  return sum
}
