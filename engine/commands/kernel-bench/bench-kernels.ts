/**
 * Times every kernel of the plan in the place it has there: real steps of real models through the executor, on all its
 * threads, with FLOP and bytes by the plan's own formulas. So there is one measurement for all formats, passes and
 * instruction sets, and nothing is shipped for it but the addon.
 */
import { totalmem } from 'node:os'
import { loadNativeBackend } from '../../backends/native.ts'
import { EngineError } from '../../engine-error.ts'
import { openModel } from '../../model/open-model.ts'
import { chooseIsa, chooseThreads } from '../../runtime/setup/choose-isa.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { enginePeaks } from '../../runtime/setup/machine-peaks.ts'
import { physicalCores } from '../../runtime/setup/physical-cores.ts'
import { monotonicClock } from '../../telemetry/clock.ts'
import type { MachinePeaks } from '../../telemetry/peaks/machine-peaks.ts'
import { toBillions } from '../../units.ts'
import type { CommandIo } from '../command-io.ts'
import { openStepBench } from '../step-bench/open-step-bench.ts'
import { shapeName, type StepShape } from '../step-bench/step-shape.ts'
import { type Family, gridModels, gridShapes, gridStepTokens } from './kernel-grid.ts'
import { type KernelRow, kernelRow } from './kernel-row.ts'
import { kernelTable } from './kernel-table.ts'
import { timeKernels } from './time-kernels.ts'

export interface BenchKernelsOptions {
  /** Its `model` is not looked at. */
  readonly engine: EngineOptions
  /** Null: all. */
  readonly family: Family | null
  readonly json: boolean
}

/** Prints time, FLOP/s, bytes/s and share of the roof that binds for every kernel over the grid. */
export async function benchKernels({ engine, family, json }: BenchKernelsOptions, io: CommandIo): Promise<void> {
  chooseIsa(loadNativeBackend().isas, engine.isa)
  chooseThreads(engine.threads, physicalCores())
  const peaks = enginePeaks(engine, io.env, true)
  if (peaks === null) throw new EngineError('internal', 'peaks: expected those of this machine, got none')
  const rows: KernelRow[] = []
  for (const { model, layers } of gridModels) {
    const all = await timeModel({ ...engine, model, maxStepTokens: gridStepTokens }, layers, peaks, io)
    const wanted = all.filter((row) => family === null || row.family === family)
    rows.push(...wanted)
    if (!json && wanted.length > 0) for (const line of [...kernelTable(wanted), '']) io.out(line)
  }
  if (json) io.out(JSON.stringify({ schema: 'infbench.kernel-bench/1', quant: engine.quant, peaks, rows }))
  else io.out(peaksLine(peaks))
}

async function timeModel(
  options: EngineOptions,
  layers: number | null,
  { allCores }: MachinePeaks,
  io: CommandIo,
): Promise<readonly KernelRow[]> {
  const whole = await openModel(options.model, { tokenizerPath: null, seed: options.weightSeed })
  const model = layers === null ? whole : { ...whole, config: { ...whole.config, layers } }
  const world = {
    backend: loadNativeBackend(),
    machine: { memoryBytes: totalmem(), cores: physicalCores() },
    nowNs: monotonicClock(),
  }
  const bench = openStepBench(model, options, gridShapes, world)
  try {
    return gridShapes.flatMap((shape: StepShape, i) => {
      const place = { model: options.model, shape: shapeName(shape) }
      const rows = timeKernels(bench, shape).flatMap((samples) => kernelRow(place, samples, allCores) ?? [])
      io.log(`${options.model}: ${i + 1} of ${gridShapes.length} shapes`)
      return rows
    })
  } finally {
    bench.close()
  }
}

function peaksLine({ allCores, measuredAt, isa }: MachinePeaks): string {
  const { int8FlopPerS, bf16FlopPerS, f32FlopPerS, readBytesPerS, threads } = allCores
  const dots = [
    ...(int8FlopPerS === null ? [] : [`int8 ${toBillions(int8FlopPerS)}`]),
    ...(bf16FlopPerS === null ? [] : [`bf16 ${toBillions(bf16FlopPerS)}`]),
  ]
  return `roofs: ${[...dots, `f32 ${toBillions(f32FlopPerS)}`].join(', ')} GFLOP/s, read ${toBillions(readBytesPerS)} GB/s; ${isa}, ${threads} threads, measured ${measuredAt}`
}
