import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, run } from '../../../src/infbench.ts'
import { type MockServer, startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import { anyModel } from '../../helpers/mock-workload.ts'

// Every workload for a case of use, against the mock server: small, and without the waits that people and tools take.
let mock: MockServer
let folder: string
beforeAll(async () => {
  mock = await startMockServer()
  folder = mkdtempSync(join(tmpdir(), 'infbench-cases-'))
})
afterAll(async () => {
  await mock.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = ['arrival.rate=100/s']
const swept = ['sweep.rate=[100]']
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['chatbot', swept],
  ['rag', open],
  ['coding-agent', ['requests.source.sessions.gap=0s', 'arrival.thinkTime=0s']],
  ['long-document', open],
  ['batch-offline', ['arrival.users=2']],
  ['reasoning', open],
  ['peak-load', swept],
  ['single-user', ['arrival.thinkTime=0s']],
]

test.each(cases)('%s runs to its end, every request answered with the tokens it asked for', async (name, overrides) => {
  const file = fileURLToPath(new URL(`../../../workloads/${name}.yaml`, import.meta.url))
  const db = join(folder, `${name}.db`)
  const small = ['requests.contextLimit.tokens=240', 'warmup=0s', 'duration=20s', 'count=6', 'drain=10s', 'timeout=10s']
  const target = [`target.url=${anyModel(mock)}`, 'target.model=mock-ttft2-itl1']
  const [result] = await run(file, { db, overrides: [...target, ...small, ...overrides] })
  expect(result?.header.state).toBe('completed')
  using store = openStore(db)
  const records = [...store.records(result?.header.runId ?? '')]
  expect(records.length).toBe(6)
  for (const { outcome, asked, outputTokens } of records) {
    expect(outcome).toEqual({ kind: 'ok' })
    expect(outputTokens).toBe(asked.outputTokens)
    expect(asked.inputTokens + asked.outputTokens).toBeLessThanOrEqual(240)
  }
})
