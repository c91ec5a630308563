import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Certificate } from '../../src/core/certificate.ts'
import { checks } from '../../src/selftest/checks.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { infbench, temporaryFolder } from '../helpers/cli.ts'
import { writeMockWorkload } from '../helpers/mock-workload.ts'

// What is asserted of times holds on any machine, however busy: that they are measured and judged, not how large they are.
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

test('a whole self-test measures every check, is stored, and stamps the runs after it', async () => {
  const before = Date.now()
  const { code, stdout, stderr } = await infbench(['selftest', '--json', '--quiet'], { cwd: folder.path })
  expect(Date.now() - before).toBeLessThan(170_000)
  const said = JSON.parse(stdout) as Certificate & { complete: boolean }
  expect(said.complete).toBe(true)
  expect(said.checks.map(({ name }) => name).toSorted()).toEqual(Object.keys(checks).toSorted())
  expect(said.checks.filter(({ measured }) => measured === null)).toEqual([])
  const exact = ['grouped-tokens', 'running-tokens', 'uncounted-tokens', 'multibyte-tokens', 'stall-dropped']
  for (const name of exact)
    expect(said.checks.find((check) => check.name === name)).toMatchObject({ measured: 0, passed: true })
  expect(code).toBe(said.passed ? 0 : 12)
  if (!said.passed) expect(stderr).toContain('this machine cannot measure to the bar')
  const database = new Database(join(folder.path, '.infbench/results.db'), { readonly: true })
  expect(database.prepare('SELECT passed FROM certificates').pluck().all()).toEqual([said.passed ? 1 : 0])
  database.close()
  const file = await writeMockWorkload(folder.path, mock.url, { model: 'mock', count: 3 })
  const run = await infbench(['run', file, '--json', '-q', '-o', 'report.html'], { cwd: folder.path })
  expect(JSON.parse(run.stdout).measurementError).toEqual({
    ...{ ttftMs: said.errorNs.ttft / 1e6, itlMs: said.errorNs.itl / 1e6, e2eMs: said.errorNs.e2e / 1e6 },
    ...{ passed: said.passed, measuredAt: new Date(said.measuredAtMs).toISOString() },
  })
  expect(readFileSync(join(folder.path, 'report.html'), 'utf8')).toContain('Measured with')
  const shown = await infbench(['show'], { cwd: folder.path })
  expect(shown.stdout).toMatch(/selftest +measured with \+-[\d.]+ ms TTFT/)
})

test('a part alone is measured and not stored', async () => {
  const { stdout } = await infbench(['selftest', '--only', 'connections', '--db', 'part.db'], { cwd: folder.path })
  expect(stdout).toContain('open files allowed (ulimit -n)')
  expect(stdout).not.toContain('TTFT bias')
  expect(stdout).toContain('a part only: nothing is stored')
  expect(await folder.entries()).not.toContain('part.db')
})

test('too few open files are found out, and the way out is named', async () => {
  writeFileSync(join(folder.path, 'limited.sh'), 'ulimit -n 512\nexec "$@"\n')
  const { code, stderr, stdout } = await infbench(['selftest', '--only', 'connections'], {
    cwd: folder.path,
    through: ['sh', 'limited.sh'],
  })
  expect(stdout).toMatch(/open files allowed \(ulimit -n\) +512 .*missed/)
  expect(stderr).toContain('hint: ulimit -n 8192')
  expect(code).toBe(12)
})

test('an unknown part is refused', async () => {
  const { code, stderr } = await infbench(['selftest', '--only', 'timeing'], { cwd: folder.path })
  expect(stderr).toContain('expected one of timing, chunks')
  expect(code).toBe(64)
})

test('Ctrl-C in a terminal, which the mock server is spared, ends it with 130', async () => {
  let isSent = false
  const { code, stderr } = await infbench(['selftest', '--only', 'timing', '--db', 'results.db'], {
    cwd: folder.path,
    through: ['setsid'],
    onStderr: (text, child) => {
      if (isSent || !text.includes('latencies')) return
      isSent = true
      setTimeout(() => process.kill(-(child.pid as number), 'SIGINT'), 1500)
    },
  })
  expect(stderr).toContain('interrupted before the self-test was through')
  expect(code).toBe(130)
})
