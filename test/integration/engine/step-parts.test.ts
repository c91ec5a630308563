import { expect, test } from 'vitest'
import { totalmem } from 'node:os'
import { loadNativeBackend } from '../../../engine/backends/native.ts'
import { openStepBench } from '../../../engine/commands/step-bench/open-step-bench.ts'
import type { StepShape } from '../../../engine/commands/step-bench/step-shape.ts'
import { openModel } from '../../../engine/model/open-model.ts'
import { physicalCores } from '../../../engine/runtime/setup/physical-cores.ts'
import { monotonicClock } from '../../../engine/telemetry/clock.ts'
import { engineOptions } from '../../helpers/engine-options.ts'

const shapes: readonly StepShape[] = [
  { kind: 'decode', sequences: 1, context: 128 },
  { kind: 'prefill', tokens: 128 },
]

/** Share of the step time that the nodes of the plan leave over, in the best of some steps: other programs only add to it. */
async function restShares(timing: boolean): Promise<(number | null)[]> {
  const options = engineOptions({ model: 'synthetic:llama-110m', quant: 'int8', timing })
  const model = await openModel(options.model, { tokenizerPath: null, seed: 1 })
  const machine = { memoryBytes: totalmem(), cores: physicalCores() }
  const bench = openStepBench(model, options, shapes, {
    backend: loadNativeBackend(),
    machine,
    nowNs: monotonicClock(),
  })
  const shares = shapes.map((shape) => {
    bench.prepare(shape)
    const samples = Array.from({ length: 10 }, () => bench.measure(shape, 1))
    return samples.reduce<number | null>((least, { ns, nodeNs }) => {
      if (nodeNs === null || nodeNs === 0) return least
      const share = (ns - nodeNs) / ns
      return least === null || Math.abs(share) < Math.abs(least) ? share : least
    }, null)
  })
  bench.close()
  return shares
}

test('the times of the parts sum to the step time within 3 %, for one token as for a prompt', async () => {
  for (const share of await restShares(true)) {
    expect(share).not.toBeNull()
    expect(Math.abs(share as number)).toBeLessThan(0.03)
  }
})

test('timing that is switched off counts nothing', async () => {
  expect(await restShares(false)).toEqual([null, null])
})
