import { totalmem } from 'node:os'
import { expect, test } from 'vitest'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { kernelRow } from '../../../engine/commands/kernel-bench/kernel-row.ts'
import { timeKernels } from '../../../engine/commands/kernel-bench/time-kernels.ts'
import { openStepBench } from '../../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import { openModel } from '../../../engine/model/open-model.ts'
import { monotonicClock } from '../../../engine/telemetry/clock.ts'
import { engineOptions } from '../../helpers/engine-options.ts'
import { somePeaks } from '../../helpers/peaks.ts'

test.each(['f32', 'int8'] as const)('every kernel of a %s plan is timed once a layer and step', async (quant) => {
  const shapes: readonly StepShape[] = [
    { kind: 'decode', sequences: 2, context: 32 },
    { kind: 'prefill', tokens: 24 },
  ]
  const model = await openModel('synthetic:llama-15m', { tokenizerPath: null, seed: 1 })
  const options = engineOptions({ model: model.name, quant, threads: 1 })
  const world = {
    backend: loadNativeBackend(),
    machine: { memoryBytes: totalmem(), cores: 1 },
    nowNs: monotonicClock(),
  }
  const bench = openStepBench(model, options, shapes, world)
  for (const shape of shapes) {
    const kernels = timeKernels(bench, shape)
    const rows = kernels.map((samples) =>
      kernelRow({ model: model.name, shape: shape.kind }, samples, somePeaks.oneCore),
    )
    for (const row of rows) expect(row?.medianNs).toBeGreaterThan(0)
    const down = kernels.find(([sample]) => sample?.name === 'ffn.down') ?? []
    expect(down.length).toBeGreaterThanOrEqual(5)
    for (const { calls, type, flops } of down) {
      expect([calls, type]).toEqual([model.config.layers, quant])
      // a product and a sum for every weight and row, and the residual; the last layer of a prompt computes one row only
      const rowsOfAll = shape.kind === 'prefill' ? 24 * 5 + 1 : 2 * 6
      expect(flops).toBeCloseTo(rowsOfAll * (2 * 288 * 768 + 288), -6)
    }
  }
  bench.close()
})
