import { afterEach, beforeEach, expect, test } from 'vitest'
import type { KernelReport } from '../../../engine/telemetry/kernel-report.ts'
import { type EngineServer, engineServer } from '../../helpers/engine-server.ts'
import { somePeaks } from '../../helpers/peaks.ts'

let running: EngineServer
beforeEach(async () => {
  running = await engineServer()
})
afterEach(() => running.server.drain())

const report = async () => (await (await fetch(`${running.server.url}/internal/kernels`)).json()) as KernelReport

const complete = (tokens: number) =>
  fetch(`${running.server.url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'fake', prompt: [1, 2, 3, 4, 5], max_tokens: tokens, ignore_eos: true }),
  }).then((response) => response.json())

test('an engine that did nothing reports zeros, its facts and the peaks it knows', async () => {
  const { phases, ...facts } = await report()
  expect(facts).toEqual({ schema: 'infbench.kernels/1', model: 'fake', isa: 'scalar', threads: 1, peaks: somePeaks })
  for (const phase of [phases.prefill, phases.decode])
    expect([phase.steps, phase.tokens, phase.modelFlops, phase.kernels[0]?.flops]).toEqual([0, 0, 0, 0])
})

test('prompts count as prefill, further tokens as decode, and totals only grow', async () => {
  await complete(4)
  const first = await report()
  expect(first.phases.prefill).toMatchObject({ steps: 1, tokens: 5, modelFlops: 10 })
  expect(first.phases.decode).toMatchObject({ steps: 3, tokens: 3, modelFlops: 6 })
  expect(first.phases.decode.kernels).toMatchObject([{ name: 'add', op: 'add', type: 'f32', flops: 6, bytes: 24 }])
  expect(first.phases.decode.stepNs).toBeGreaterThan(0)
  await complete(4)
  expect((await report()).phases.decode).toMatchObject({ steps: 6, tokens: 6 })
})

test('a report is answered while requests run, and refused as the engine failing once its thread is dead', async () => {
  running.engine.running = false
  const held = complete(2)
  expect((await report()).schema).toBe('infbench.kernels/1')
  running.engine.running = true
  running.engine.resume()
  await held
  running.engine.fail('out of luck')
  expect((await fetch(`${running.server.url}/internal/kernels`)).status).toBe(500)
})
