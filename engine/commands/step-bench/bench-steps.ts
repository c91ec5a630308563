/** Times whole steps of a model in process: prompts and decode batches, sampling included, without scheduler or HTTP. */
import { totalmem } from 'node:os'
import { loadNativeBackend } from '../../backends/native.ts'
import { EngineError } from '../../engine-error.ts'
import { openModel } from '../../model/open-model.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { physicalCores } from '../../runtime/setup/physical-cores.ts'
import { monotonicClock } from '../../telemetry/clock.ts'
import type { CommandIo } from '../command-io.ts'
import { openStepBench, type StepBench, type StepSample } from './open-step-bench.ts'
import { type StepPeaks, stepResult, type StepResult } from './step-result.ts'
import { stepTable } from './step-table.ts'
import type { StepShape } from './step-shape.ts'

export interface BenchStepsOptions {
  readonly engine: EngineOptions
  /** Prompt lengths; each is one row. */
  readonly prefill: readonly number[]
  /** Batch sizes; each is one row. */
  readonly decode: readonly number[]
  /** Tokens that every sequence of a decode batch holds. */
  readonly context: number
  /** Samples of each row. */
  readonly repeat: number
  /** What the machine can do, to give shares of it; null: unknown. */
  readonly peaks: StepPeaks | null
  readonly json: boolean
}

/** A sample takes about this long, so that a timer or an interrupt is nothing in it. */
const sampleNs = 500_000_000

/** Prints a row for every prompt length and batch size: tokens/s (median and range), time, shares of the peaks, overhead. */
export async function benchSteps(options: BenchStepsOptions, io: CommandIo): Promise<void> {
  const shapes = shapesOf(options)
  if (shapes.length === 0)
    throw new EngineError('usage', '--prefill, --decode: expected at least one length or batch size, got none')
  const { model: reference, tokenizerPath, weightSeed } = options.engine
  const model = await openModel(reference, { tokenizerPath, seed: weightSeed })
  const machine = { memoryBytes: totalmem(), cores: physicalCores() }
  const world = { backend: loadNativeBackend(), machine, nowNs: monotonicClock() }
  const bench = openStepBench(model, options.engine, shapes, world)
  const results: StepResult[] = []
  for (const shape of shapes) {
    results.push(stepResult(shape, samplesOf(bench, shape, options.repeat), options.peaks))
    io.log(`${results.length} of ${shapes.length} measured`)
  }
  bench.close()
  const { isa, threads, weightBytes } = bench.facts
  const document = { model: bench.facts.model, isa, threads, weightBytes, peaks: options.peaks, rows: results }
  io.out(options.json ? JSON.stringify(document) : stepTable(results))
}

/** How many prompts or steps take about `targetNs`, when one takes `onceNs`. */
export function timesFor(onceNs: number, targetNs: number): number {
  return Math.max(1, Math.round(targetNs / onceNs))
}

function samplesOf(bench: StepBench, shape: StepShape, repeat: number): readonly StepSample[] {
  bench.prepare(shape)
  const times = timesFor(bench.measure(shape, 1).ns, sampleNs)
  return Array.from({ length: repeat }, () => bench.measure(shape, times))
}

function shapesOf({ prefill, decode, context }: BenchStepsOptions): readonly StepShape[] {
  return [
    ...prefill.map((tokens): StepShape => ({ kind: 'prefill', tokens })),
    ...decode.map((sequences): StepShape => ({ kind: 'decode', sequences, context })),
  ]
}
