import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { infbench, temporaryFolder } from '../helpers/cli.ts'

let mock: MockServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  mock = await startMockServer()
  folder = await temporaryFolder()
})
afterAll(async () => {
  await mock.close()
  await folder.remove()
})

const workload = (driver: string) => {
  const text = `driver: ${driver}
target: {url: ${mock.origin}/unlisted/v1, model: mock-ttft5-itl0-n3}
requests: {stream: false, source: {synthetic: {input: 20, output: 3}}}
arrival: {process: concurrency, users: 4}
count: 200
slo: {e2e: 60s}
`
  writeFileSync(join(folder.path, `${driver}.yaml`), text)
  return `${driver}.yaml`
}

test('a run by autocannon is stored, shown and reported like any other, beside a native one', async () => {
  const documents = []
  for (const driver of ['native', 'autocannon']) {
    const { code, stdout } = await infbench(['run', workload(driver), '--json', '--no-report', '-q'], {
      cwd: folder.path,
    })
    expect(code).toBe(0)
    documents.push(JSON.parse(stdout))
  }
  for (const { requests, tokens, metrics, goodput } of documents) {
    expect(requests).toMatchObject({ sent: 200, completed: 200, failed: 0 })
    expect(tokens).toMatchObject({ output: 600, countedBy: 'usage' })
    expect(metrics.ttftMs).toMatchObject({ n: 0, unobserved: 200 })
    expect(metrics.e2eMs.n).toBe(200)
    expect(goodput.attainment).toBe(1)
  }
  const shown = await infbench(['show', 'latest'], { cwd: folder.path })
  expect(shown.stdout).toContain('200 planned, 200 sent, 200 completed')
  const compared = await infbench(['compare', 'latest~1', 'latest'], { cwd: folder.path })
  expect(compared.code).toBe(0)
})

test('a server that is not there ends with exit code 69', async () => {
  const file = workload('autocannon')
  const set = ['--set', 'target.url=http://127.0.0.1:1/v1', '--set', 'target.model=m', '--set', 'count=1000']
  const { code, stderr } = await infbench(['run', file, '--no-report', '-q', ...set], { cwd: folder.path })
  expect(stderr).toMatch(/error: .*127\.0\.0\.1:1/)
  expect(code).toBe(69)
})
