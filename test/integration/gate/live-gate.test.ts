import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gate } from '../../../src/cli/commands/gate/gate.ts'
import { processClock } from '../../../src/core/clock.ts'
import { type GateDocument, gateDocumentSchema } from '../../../src/gate/gate-document.ts'
import { type MockServer, startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { anyModel, writeMockWorkload } from '../../helpers/mock-workload.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testIo } from '../../helpers/test-io.ts'

let mock: MockServer
beforeAll(async () => {
  mock = await startMockServer()
})
afterAll(() => mock.close())

type Args = Parameters<typeof gate>[0]

/** A policy of five pairs of the mock's models, in a folder with the workload that both sides are asked. */
async function liveGate(candidate: string) {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, 'ci'))
  const workload = await writeMockWorkload(join(cwd, 'ci'), anyModel(mock), {
    ...{ count: 8, arrival: '{process: constant, rate: 40/s}' },
  })
  const policy = join(cwd, 'ci/policy.yaml')
  const side = (model: string) => `{url: '${anyModel(mock)}', model: ${model}}`
  writeFileSync(
    policy,
    `workload: ${workload}\nbaseline: ${side('mock-ttft20-itl2')}\ncandidate: ${side(candidate)}\npairs: 5\nmetrics: {ttft.p50: 30%}\n`,
  )
  const judge = async (args: Partial<Args> = {}): Promise<string> => {
    const io = { ...testIo({ cwd }), clock: processClock() }
    const none = { baseline: undefined, candidate: undefined, out: undefined, resume: undefined }
    await gate({ policy, ...none, 'dry-run': false, quiet: true, json: true, db: 'gate.db', ...args }, io as never)
    return io.written.stdout
  }
  return { cwd, policy, judge }
}
const documentOf = (stdout: string): GateDocument => gateDocumentSchema.parse(JSON.parse(stdout))

test('a gate makes its pairs, judges them, explains them from the store, and makes none again when it goes on', async () => {
  const { cwd, policy, judge } = await liveGate('mock-ttft60-itl2')
  const document = documentOf(await judge())
  expect(document.id).toMatch(/^g\d{8}-/)
  expect(document.pairs).toMatchObject({ planned: 5, done: 5 })
  expect(document.pairs.order).toHaveLength(5)
  expect(document.metrics[0]?.candidateMedian).toBeGreaterThan(55)
  expect(document.metrics[0]?.baselineMedian).toBeGreaterThan(19)
  expect(document.baseline.seeds).toEqual(document.candidate.seeds)
  // runs of a busy machine may be invalid, and then there is no verdict; but such a slowdown never passes
  expect(document.verdict).not.toBe('pass')
  const [one] = JSON.parse(await judge({ policy: 'explain', more: [policy, 'ttft.p50'] })).metrics as {
    steps: unknown[]
  }[]
  expect(one?.steps.length).toBe(document.inference === null ? 1 : 6)
  const again = documentOf(await judge({ resume: document.id }))
  expect(again.id).toBe(document.id)
  expect(again.metrics).toEqual(document.metrics)
  using store = openStore(join(cwd, 'gate.db'))
  expect(store.listSweeps()).toMatchObject([{ sweepId: document.id, kind: 'gate', name: 'policy' }])
})
