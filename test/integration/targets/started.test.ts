import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { openTarget } from '../../../src/targets/open-target.ts'
import { startServer } from '../../../src/targets/started/server-process.ts'
import type { StartPlan, TargetPlan } from '../../../src/workload/run-plan.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const server = fileURLToPath(new URL('../../fixtures/started-server.mjs', import.meta.url))
const url = 'http://127.0.0.1:{port}/v1'
const command = (flags = '') => `"${process.execPath}" "${server}" {port} ${flags}`

const startOf = (changes: Partial<StartPlan> = {}): StartPlan => ({
  ...{ command: command(), folder: temporaryFolder(), port: null, readyPath: '/health' },
  ...{ patienceNs: 60e9, environment: {}, ...changes },
})
const context = (signal = new AbortController().signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-'))
  return { clock: processClock(), env: process.env, cwd: folder, logDirectory: join(folder, 'logs'), signal }
}
const targetOf = (start: StartPlan, changes: object = {}): TargetPlan => ({
  ...{ kind: 'endpoint', url, model: null, apiKeyEnv: null, headers: {}, tokenizer: null, start, ...changes },
})
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
const gone = async (pid: number) => {
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
}

test('a command is started on a free port, asked for its model once it is ready, and ends when closed', async () => {
  const start = startOf({ command: command('slow'), environment: { GREETING: 'hello' } })
  const target = await openTarget(targetOf(start), context())
  const port = Number(new URL(target.baseUrl).port)
  expect(target.facts).toMatchObject({ kind: 'endpoint', model: 'tiny', url: `http://127.0.0.1:${port}/v1` })
  expect(target.facts.facts).toMatchObject({ command: start.command })
  expect(readFileSync(target.logPath as string, 'utf8')).toContain(`serving on ${port}, hello, PORT=${port}`)
  await target.close()
  await target.close()
  await expect(fetch(`${target.baseUrl}/models`)).rejects.toThrow()
})

test('a command that fails is told with the end of what it said', async () => {
  const start = startOf({ command: command('refuses') })
  await expect(openTarget(targetOf(start), context())).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringMatching(
      /got exit code 3; the end of its log .*server-.*\.log:\n.*\n {2}no model in this folder$/,
    ),
  })
})

test('a command that goes to the background is told to stay', async () => {
  const start = startOf({ command: 'true' })
  await expect(openTarget(targetOf(start), context())).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringMatching(/got exit code 0; its log .* is empty$/),
    hint: expect.stringContaining('foreground'),
  })
})

test('a server that is never ready is ended, with what it answered last', async () => {
  const folder = temporaryFolder()
  const start = startOf({ command: command('child'), folder, readyPath: '/nowhere', patienceNs: 2e9 })
  await expect(openTarget(targetOf(start), context())).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringMatching(/got HTTP 404 at http:\S+\/nowhere within 2 s/),
  })
  await gone(Number(readFileSync(join(folder, 'child.pid'), 'utf8')))
})

test('a port that another server has is refused before anything is started', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { port: number }
  const here = context()
  await expect(openTarget(targetOf(startOf({ port })), here)).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringContaining(`port ${port} to be free`),
  })
  expect(existsSync(here.logDirectory)).toBe(false)
  other.close()
})

test('a folder that is not there is said before anything is started', async () => {
  await expect(openTarget(targetOf(startOf({ folder: '/no/such/folder' })), context())).rejects.toMatchObject({
    message: expect.stringContaining('no such folder: /no/such/folder'),
  })
})

test('a stop while the server starts ends it with all it has started', async () => {
  const stop = new AbortController()
  const folder = temporaryFolder()
  const start = startOf({ command: command('child'), folder, readyPath: '/nowhere' })
  const opening = openTarget(targetOf(start), context(stop.signal))
  await expect.poll(() => readdirSync(folder), { timeout: 20_000 }).toContain('child.pid')
  await expect.poll(() => readFileSync(join(folder, 'child.pid'), 'utf8')).not.toBe('')
  stop.abort()
  await expect(opening).rejects.toMatchObject({ code: 'interrupted' })
  await gone(Number(readFileSync(join(folder, 'child.pid'), 'utf8')))
})

test('a server that does not end when asked is killed', async () => {
  const started = await startServer({
    start: startOf({ command: command('stubborn') }),
    url,
    context: context(),
    graceMs: 100,
  })
  await started.stop()
  expect(isAlive(started.pid)).toBe(false)
  await expect(fetch(`http://127.0.0.1:${started.port}/health`)).rejects.toThrow()
})

test('a server ends when the harness is killed', async () => {
  const folder = temporaryFolder()
  const module = fileURLToPath(new URL('../../../src/targets/started/server-process.ts', import.meta.url))
  const clock = fileURLToPath(new URL('../../../src/core/clock.ts', import.meta.url))
  const program = `
    import { startServer } from '${module}'
    import { processClock } from '${clock}'
    const context = { clock: processClock(), env: process.env, logDirectory: '${folder}', signal: new AbortController().signal }
    const start = ${JSON.stringify(startOf({ command: command('child'), folder }))}
    const { pid } = await startServer({ start, url: '${url}', context })
    process.stdout.write(String(pid) + '\\n')
    setInterval(() => {}, 1000)`
  const harness = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = await new Promise<number>((resolve) => harness.stdout.once('data', (text) => resolve(Number(text))))
  expect(isAlive(pid)).toBe(true)
  harness.kill('SIGKILL')
  await gone(pid)
  await gone(Number(readFileSync(join(folder, 'child.pid'), 'utf8')))
})
