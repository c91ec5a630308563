import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDocumentSchema } from '../../src/metrics/run-document.ts'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

const run = (...args: string[]) => infbench(['run', ...args], { cwd: here.folder.path })

test('a run prints its summary, stores every request, writes a report and says what to do next', async () => {
  await here.write({ tokenizer: 'server' })
  const { code, stdout, stderr } = await run('chat.yaml')
  expect(stderr).not.toMatch(/error/)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^chat {2}\d{8}-\d{6}-[0-9a-f]{6} {2}(valid|degraded|invalid)\n/)
  expect(stdout).toMatch(/10 planned, 10 sent, 10 completed, 0 failed/)
  expect(stdout).toMatch(/\n {2}TTFT +10 /)
  expect(stdout).toMatch(/next +infbench list\n$/)
  const report = /report +(\S+\.html)/.exec(stdout)?.[1] as string
  expect(await readFile(join(here.folder.path, report), 'utf8')).toMatch(/^<!doctype html>/i)
  const listed = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
  expect(listed.runs).toMatchObject([{ name: 'chat', state: 'completed', requests: { stored: 10, failed: 0 } }])
})

test('--json prints the document of the run and nothing else on stdout', async () => {
  await here.write()
  const { code, stdout } = await run(
    'chat.yaml',
    '--json',
    '--no-report',
    '--name',
    'nightly',
    '--tag',
    'a',
    '--tag',
    'b',
  )
  expect(code).toBe(0)
  const document = runDocumentSchema.parse(JSON.parse(stdout))
  expect(document).toMatchObject({
    name: 'nightly',
    tags: ['a', 'b'],
    requests: { planned: 10, sent: 10, completed: 10, failed: 0 },
  })
  expect(document.metrics.ttftMs.p50).toBeGreaterThanOrEqual(5)
  expect(await here.folder.entries()).not.toContain('.infbench/reports')
})

test('a stored run shows the very figures it was shown with when it ended', async () => {
  await here.write()
  const { stdout } = await run('chat.yaml', '--json', '--no-report')
  const shown = await infbench(['show', '--json'], { cwd: here.folder.path })
  expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(stdout))
})

test('a sweep is one run after another and ends in an overview; --json holds them all', async () => {
  await here.write({ more: 'sweep: {rate: [20, 40]}\n', count: 4 })
  const { code, stdout } = await run('chat.yaml', '--no-report')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^rate=20 +[\d.]+ .* 100 % /m)
  expect(stdout).toMatch(/^rate=40 +[\d.]+ .* 100 % /m)
  const document = JSON.parse((await run('chat.yaml', '--json', '-o', 'out.html')).stdout)
  expect(document.schema).toBe('infbench.runs/1')
  expect(document.runs.map(({ name }: { name: string }) => name)).toEqual(['chat (rate=20)', 'chat (rate=40)'])
  expect(await here.folder.entries()).toEqual(expect.arrayContaining(['out-1.html', 'out-2.html']))
})

test('--set overrides the file, and the stored run remembers it for its rerun command', async () => {
  await here.write()
  await run('chat.yaml', '--no-report', '--set', 'count=3', '--set', 'name=a b')
  const shown = await infbench(['show', '--json'], { cwd: here.folder.path })
  expect(JSON.parse(shown.stdout)).toMatchObject({ name: 'a b', requests: { planned: 3 } })
  const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
  expect(page.stdout).toMatch(/infbench run chat\.yaml --set count=3 --set (&#39;|')name=a b/)
})

test('without a terminal progress is plain lines on stderr; --quiet says nothing there', async () => {
  await here.write({ count: 2 })
  const { stderr } = await run('chat.yaml')
  expect(stderr).toMatch(/^reaching http/)
  expect(stderr).not.toContain('\u001b')
  expect((await run('chat.yaml', '--quiet', '--no-report')).stderr).toBe('')
})

/** Calls `act` once as many requests as `count` have reached the mock under this model name. */
async function whenAsked(model: string, count: number, act: () => void): Promise<void> {
  const asked = async () => (await here.mock.log()).filter((entry) => entry.model === model).length
  while ((await asked()) < count) await new Promise((resolve) => setTimeout(resolve, 50))
  act()
}

/** Runs the workload and sends it signals, a while apart, once the mock has seen `count` requests. */
async function runUntilSignalled(model: string, count: number, signals: readonly NodeJS.Signals[], ...args: string[]) {
  await here.write({ count: 4000, model, arrival: '{process: constant, rate: 60/s}' })
  let begun = false
  let endedIn = 0
  let signalledAt = 0
  const result = await infbench(['run', 'chat.yaml', ...args], {
    cwd: here.folder.path,
    onStderr: (_text, child) => {
      if (begun) return
      begun = true
      void whenAsked(model, count, () => {
        const from = performance.now()
        signalledAt = Number(process.hrtime.bigint())
        child.once('exit', () => {
          endedIn = performance.now() - from
        })
        signals.forEach((signal, i) => setTimeout(() => child.kill(signal), 300 * i))
      })
    },
  })
  return { ...result, endedInMs: endedIn, signalledAt }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops sending, waits for what is in flight, stores the run as interrupted and exits 130',
  async (signal) => {
    const { code, stdout, stderr } = await runUntilSignalled(`mock-ttft300-itl2-n${signal.length}`, 12, [signal])
    expect(stderr).toMatch(/stopping/)
    expect(stderr).toMatch(/error: interrupted: .* stored as run/)
    expect(stdout).toMatch(/(invalid|degraded), interrupted/)
    expect(code).toBe(130)
    const { runs } = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
    expect(runs).toMatchObject([{ state: 'interrupted', requests: { failed: 0 } }])
    expect(runs[0].requests.stored).toBeGreaterThanOrEqual(12)
  },
)

test('a second Ctrl-C ends at once instead of waiting for answers', async () => {
  const { code, endedInMs } = await runUntilSignalled(
    'mock-hang',
    3,
    ['SIGINT', 'SIGINT'],
    '--set',
    'drain=60s',
    '--set',
    'timeout=60s',
  )
  expect(code).toBe(130)
  // of the minute that answers and drain may take
  expect(endedInMs).toBeLessThan(30_000)
})

test('kill -9 in mid-run loses at most the last second, and the run can still be shown', async () => {
  const model = 'mock-ttft5-itl2-n4'
  const { signalledAt } = await runUntilSignalled(model, 300, ['SIGKILL'])
  // A second, and two more for a busy machine on which answers wait to be read.
  const long = (await here.mock.log()).filter(
    (entry) => entry.model === model && (entry.endedAt ?? Number.POSITIVE_INFINITY) < signalledAt - 3e9,
  )
  expect(long.length).toBeGreaterThan(0)
  const { runs } = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
  expect(runs).toMatchObject([{ state: 'killed' }])
  expect(runs[0].requests.stored).toBeGreaterThanOrEqual(long.length)
  const shown = await infbench(['show'], { cwd: here.folder.path })
  expect(shown.code).toBe(0)
  expect(shown.stdout).toMatch(/not finished/)
})

test('a reader that closes stdout early is no error', async () => {
  await here.write({ count: 2 })
  await run('chat.yaml', '--no-report')
  const { code, stderr } = await infbench(['schema'], {
    cwd: here.folder.path,
    onStdout: (_text, child) => child.stdout?.destroy(),
  })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(existsSync(join(here.folder.path, '.infbench/results.db'))).toBe(true)
})
