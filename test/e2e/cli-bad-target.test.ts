import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { openStore } from '../../src/store/open-store.ts'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel, writeMockWorkload } from '../helpers/mock-workload.ts'

const here = mockCase()

const runAgainst = async (url: string, model: string, ...args: string[]) => {
  await writeMockWorkload(here.folder.path, url, { model, count: 6 })
  return infbench(['run', 'chat.yaml', ...args], { cwd: here.folder.path })
}

/** A port on which nothing listens, for one did and is closed. */
const closedPort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

test('a target that is not there is an error that names it, and nothing is stored', async () => {
  const url = `http://127.0.0.1:${await closedPort()}/v1`
  const { code, stdout, stderr } = await runAgainst(url, 'mock')
  expect(code).toBe(69)
  expect(stdout).toBe('')
  expect(stderr).toContain(`error: ${url}`)
  expect(stderr).toMatch(/\n {2}hint: \S/)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout).runs).toEqual([])
})

test.each([
  ['401', 'mock-err401', /401[^]*hint: .*apiKeyEnv/],
  ['404', 'mock-err404', /404[^]*hint: .*target\.url/],
  ['429', 'mock-err429', /429[^]*hint: .*arrival\.rate/],
  ['500', 'mock-err500', /500[^]*hint: .*server's log/],
  ['a page of HTML', 'mock-html', /html/i],
  ['garbage', 'mock-garbage', /HTTP/],
  ['half a stream', 'mock-cut2', /./],
  ['a stream that is reset', 'mock-reset2', /./],
  ['nothing, and closes', 'mock-drop', /./],
  ['nothing for longer than the timeout', 'mock-hang', /./],
  ['events that are not JSON', 'mock-badjson0', /./],
  ['an error inside the stream', 'mock-errev0', /./],
])(
  'a target that answers every request with %s: the run is stored as invalid and shown, the exit code is 69',
  async (_what, model, detail) => {
    const { code, stdout, stderr } = await runAgainst(
      ...[anyModel(here.mock), model, '--no-report'],
      ...(model === 'mock-hang' ? ['--set', 'timeout=1s'] : []),
    )
    expect(stderr).toMatch(/^error: http:\S+: every one of the 6 requests failed: \S/m)
    expect(stderr).toMatch(detail)
    expect(stderr).not.toMatch(/\n\s+at |this is a bug/)
    expect(code).toBe(69)
    expect(stdout).toMatch(/^chat {2}\S+ {2}invalid\n/)
    expect(stdout).toMatch(/0 completed, 6 failed \(6 \w+\)/)
    using store = openStore(join(here.folder.path, '.infbench/results.db'))
    expect(store.listRuns()).toMatchObject([
      { status: 'invalid', state: 'completed', requests: { stored: 6, failed: 6 } },
    ])
  },
)

test('every request failing is 69 with --json as well, and the document is whole', async () => {
  const { code, stdout } = await runAgainst(anyModel(here.mock), 'mock-err500', '--json')
  expect(code).toBe(69)
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'invalid',
    requests: { completed: 0, failed: 6, failures: { http: 6 } },
  })
})

test('a target of which some requests fail is no failure of the run: exit code 0, and the share is said', async () => {
  const { code, stdout } = await runAgainst(anyModel(here.mock), 'mock-err500-every3', '--no-report')
  expect(code).toBe(0)
  expect(stdout).toMatch(/[1-5] failed \([1-5] http\)/)
  expect(stdout).toMatch(/ of 6 requests failed/)
})

test('a locked target says which setting holds the key', async () => {
  const { code, stderr } = await runAgainst(`${here.mock.origin}/locked/v1`, 'mock')
  expect(code).toBe(69)
  expect(stderr).toMatch(/error: .*401/)
  expect(stderr).toMatch(/hint: .*apiKeyEnv/)
})

test('serving on a port that is taken says so', async () => {
  const port = new URL(here.mock.url).port
  const { code, stdout, stderr } = await infbench(['serve', '--model', 'synthetic:llama-15m', '--port', port], {
    cwd: here.folder.path,
  })
  expect(code).toBe(69)
  expect(stdout).toBe('')
  expect(stderr).toContain(port)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('no engine is left running after any of this', () => {
  const processes = execFileSync('ps', ['-eo', 'ppid,args'], { encoding: 'utf8' })
  expect(processes.split('\n').filter((line) => line.includes(here.folder.path))).toEqual([])
})

test('a run of which over half failed is stored as invalid and exits with 69, at exactly half it does not', async () => {
  const fresh = await startMockServer()
  try {
    // Every second request of the server's life fails.
    const half = await runAgainst(anyModel(fresh), 'mock-ttft50-itl1-err500-every2', '--json')
    expect(half.code).toBe(0)
    const document = JSON.parse(half.stdout)
    expect(document.requests).toMatchObject({ completed: 3, failed: 3 })
    // Not its status: a busy machine has reasons of its own.
    expect(document.reasons).toContainEqual(expect.objectContaining({ code: 'errors', severity: 'degraded' }))
    await fetch(`${fresh.url}/chat/completions`, { method: 'POST', body: '{"model": "mock-fast"}' })
    const over = await runAgainst(anyModel(fresh), 'mock-ttft50-itl1-err500-every2', '--json', '--set', 'count=5')
    expect(over.code).toBe(69)
    expect(over.stderr).toContain('3 of 5 requests failed: HTTP 500')
    expect(JSON.parse(over.stdout)).toMatchObject({ status: 'invalid', requests: { completed: 2, failed: 3 } })
  } finally {
    await fresh.close()
  }
})
