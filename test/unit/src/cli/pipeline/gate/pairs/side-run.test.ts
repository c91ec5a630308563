import { expect, test } from 'vitest'
import type { PairSide } from '../../../../../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import type { StartPolicy } from '../../../../../../../src/gate/policy/gate-policy.ts'
import { sideWorkload, soleRun } from '../../../../../../../src/cli/pipeline/gate/pairs/side-run.ts'

const workload = (text: string) => ({ text, path: 'chat.yaml', overrides: ['count=3'] })
const side = (overrides: readonly string[], start: StartPolicy | null = null): PairSide => ({
  ...{ label: 'x', overrides, start },
})
const planOf = async (text: string, of: PairSide, folder: string | null = null, seed = 5) =>
  (await soleRun(sideWorkload(workload(text), of, folder, seed))).plan

test("a side is laid over the workload's target, beside the user's own overrides and the pair's seed", async () => {
  const plan = await planOf('target: {url: "http://a/v1", model: m}', side(['target.url="http://b:1/v1"']))
  expect(plan.target).toMatchObject({ kind: 'endpoint', url: 'http://b:1/v1', model: 'm' })
  expect([plan.requestCount, plan.seed]).toEqual([3, 5])
})

test("a switch of the engine leaves the workload's other switches", async () => {
  const plan = await planOf('target: {engine: {threads: 2, quant: f32}}', side(['target.engine.quant="int8"']))
  expect(plan.target).toMatchObject({ kind: 'engine', threads: 2, quant: 'int8' })
})

test("a start command takes the place of the workload's url, in its own folder or that of a checkout", async () => {
  const start = {
    ...{ command: "./serve 'a b' --port {port}", build: null, revision: 'main', folder: 'srv', port: null },
    ...{ ready: '/health', readyWithinNs: 3e9, api: '/v1', env: { A: 'b' } },
  }
  const text = 'target: {url: "http://a/v1", model: m}'
  const { target } = await planOf(text, side([], start), '/tmp/checkout/srv')
  expect(target).toMatchObject({ kind: 'endpoint', url: 'http://127.0.0.1:{port}/v1', model: 'm' })
  expect(target).toMatchObject({
    start: {
      ...{ command: "./serve 'a b' --port {port}", folder: '/tmp/checkout/srv', port: null, readyPath: '/health' },
      ...{ patienceNs: 3e9, environment: { A: 'b' } },
    },
  })
  expect(await planOf(text, side([], start))).toMatchObject({ target: { start: { folder: 'srv' } } })
})

test('repeats of the workload are the pairs of the gate; a sweep and a search are refused', async () => {
  const plan = await planOf('repeat: 4\nseed: 2', side([]))
  expect([plan.repeat, plan.seed]).toEqual([1, 5])
  await expect(planOf('sweep: {rate: [1, 2]}', side([]))).rejects.toMatchObject({
    code: 'workload.invalid',
    message: expect.stringContaining('got a sweep'),
  })
  const search = 'slo: {ttft: 200ms}\nsearch: {}\narrival: {rate: 120/min}'
  await expect(planOf(search, side([]))).rejects.toMatchObject({ code: 'workload.invalid' })
})
