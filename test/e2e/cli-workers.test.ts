import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDocumentSchema } from '../../src/metrics/run-document.ts'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel } from '../helpers/mock-workload.ts'

const here = mockCase()

async function write(model: string, more: string, source = '{synthetic: {input: 20, output: 5}}') {
  const text = `target: {url: ${anyModel(here.mock)}, model: ${model}}
requests: {source: ${source}, contextLimit: {tokens: 4096}}
timeout: 20s
${more}
`
  await writeFile(join(here.folder.path, 'w.yaml'), text)
}
const run = (...args: string[]) => infbench(['run', 'w.yaml', ...args], { cwd: here.folder.path })
async function documentOf(...args: string[]) {
  const { stdout } = await run('--json', '--no-report', ...args)
  return runDocumentSchema.parse(JSON.parse(stdout))
}

test('two workers send what one sends, with the same tokens, and the run names them everywhere', async () => {
  await write('mock-ttft20-itl2', 'arrival: {process: poisson, rate: 60/s}\ncount: 40')
  const [one, two] = [await documentOf(), await documentOf('--workers', '2')]
  expect(two.requests).toMatchObject({ planned: 40, sent: 40, completed: 40, failed: 0 })
  expect([two.tokens, two.requests.sent]).toEqual([one.tokens, one.requests.sent])
  expect([one.client?.workers, two.client?.workers?.map(({ sent }) => sent)]).toEqual([null, [20, 20]])
  expect(two.metrics.ttftMs.min).toBeGreaterThanOrEqual(20)
  const cwd = here.folder.path
  expect((await infbench(['show'], { cwd })).stdout).toContain('from 2 workers')
  expect((await infbench(['report', '-o', '-'], { cwd })).stdout).toContain('2, which sent 20 + 20 requests')
})

test.each(['{process: concurrency, users: 3}', '{process: poisson, rate: 30/s}'])(
  'sessions keep to one worker under %s, and the count of their calls is that of the run',
  async (arrival) => {
    const before = (await here.mock.log()).length
    await write(
      'mock-ttft8-itl2',
      `arrival: ${arrival}\ncount: 31\nload: {workers: 2}`,
      '{sessions: {turns: 4, start: 30, input: 10, output: 3, gap: 20ms}}',
    )
    const { requests, sessions, client } = await documentOf()
    expect(requests).toMatchObject({ sent: 31, completed: 31, failed: 0, notSent: 0 })
    expect(sessions?.turns.reduce((sum, { completed }) => sum + completed, 0)).toBe(31)
    expect(client?.workers?.reduce((sum, { sent }) => sum + sent, 0)).toBe(31)
    expect((await here.mock.log()).length - before).toBe(31)
  },
)

test('the rules that end a run end it for all workers', async () => {
  await write('mock-ttft5-itl1', 'arrival: {process: constant, rate: 100/s}\ncount: 2000\ntokens: 200')
  const { state, tokens, requests } = await documentOf('--workers', '2')
  expect(state).toBe('completed')
  expect(tokens.output).toBeGreaterThanOrEqual(200)
  expect(requests.completed).toBeLessThan(2000)
})

test('fewer workers than asked for send where there are fewer users, and the run says so', async () => {
  await write('mock-ttft5-itl1', 'arrival: {process: concurrency, users: 2}\ncount: 6')
  const { client, requests } = await documentOf('--workers', '5')
  expect([client?.workers?.length, requests.sent]).toEqual([2, 6])
  const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
  expect(page.stdout).toContain('2 of the 5 asked for send, one for each of arrival.users')
})

test('answers without usage are counted by the server’s tokenizer as with one worker', async () => {
  await write('mock-ttft5-itl1-usage0', 'arrival: {process: constant, rate: 50/s}\ncount: 8')
  const [one, two] = [await documentOf(), await documentOf('--workers', '2')]
  expect([two.tokens, two.requests.completed]).toEqual([one.tokens, 8])
})

test('Ctrl-C stops every worker, and what was sent is stored', async () => {
  await write('mock-ttft50-itl2', 'arrival: {process: constant, rate: 50/s}\ncount: 3000\nload: {workers: 2}')
  const before = (await here.mock.log()).length
  let signalled = false
  const { code } = await infbench(['run', 'w.yaml', '--no-report'], {
    cwd: here.folder.path,
    onStderr: (_text, child) => {
      if (signalled) return
      signalled = true
      const sent = async () => (await here.mock.log()).length - before
      const look = setInterval(() => void sent().then((count) => count >= 10 && child.kill('SIGINT')), 200)
      child.once('exit', () => clearInterval(look))
    },
  })
  expect(code).toBe(130)
  const { runs } = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
  expect(runs).toMatchObject([{ state: 'interrupted', requests: { failed: 0 } }])
  expect(runs[0].requests.stored).toBeGreaterThan(0)
})

test.each([
  ['0', 'w.yaml', 'expected a whole number from 1 to 64, or auto, got 0'],
  ['some', 'w.yaml', 'expected a whole number from 1 to 64, or auto, got "some"'],
])('workers: %s is refused with file, line, key and what would do', async (value, file, said) => {
  await write('mock', `load: {workers: ${value}}`)
  const { code, stderr } = await run()
  expect([code, stderr]).toEqual([65, expect.stringContaining(`${file}:4:17 load.workers: ${said}`)])
})

test('autocannon takes no workers, and the way out is named', async () => {
  await write('mock', 'driver: autocannon\narrival: {process: concurrency, users: 2}\nload: {workers: 2}')
  const { code, stderr } = await run('--set', 'requests.stream=false')
  expect(code).toBe(65)
  expect(stderr).toContain('load.workers: expected 1 beside driver autocannon, got 2')
  expect(stderr).toContain('driver: native can')
})
