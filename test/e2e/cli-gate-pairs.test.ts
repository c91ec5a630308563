import { type ChildProcess, execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { GateDocument } from '../../src/gate/gate-document.ts'
import { openStore } from '../../src/store/open-store.ts'
import { infbench } from '../helpers/cli.ts'
import { commitFiles, gitIn } from '../helpers/git-repository.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel } from '../helpers/mock-workload.ts'

const here = mockCase()

/** A policy of five pairs of a fifth of a second each; the sides as the policy has them. */
async function writePolicy(sides: { baseline: string; candidate: string }, more = ''): Promise<void> {
  await here.write({ count: 6, arrival: '{process: constant, rate: 40/s}' })
  const { baseline, candidate } = sides
  const text = `name: tiny\nworkload: chat.yaml\nbaseline: ${baseline}\ncandidate: ${candidate}\npairs: 5\nmetrics: {ttft.p50: 5%}\n${more}`
  await writeFile(join(here.folder.path, 'policy.yaml'), text)
}
const mockSide = (model: string) => `{url: "${anyModel(here.mock)}", model: ${model}}`
const slower = () => ({ baseline: mockSide('mock-ttft5-itl2'), candidate: mockSide('mock-ttft60-itl2') })

const gate = (
  args: readonly string[],
  signal?: { readonly name: NodeJS.Signals; readonly at: RegExp; times: number },
) =>
  infbench(['gate', 'policy.yaml', ...args], {
    cwd: here.folder.path,
    onStderr: (text, child) => {
      if (signal?.at.test(text) === true && --signal.times === 0) send(child, signal.name)
    },
  })
const send = (child: ChildProcess, signal: NodeJS.Signals) => void child.kill(signal)
const document = (stdout: string) => JSON.parse(stdout) as GateDocument

/** What is stored of the newest gate. */
function storedGate() {
  using store = openStore(join(here.folder.path, '.infbench/results.db'))
  const [group] = store.listSweeps(1)
  return {
    gateId: group?.sweepId ?? '',
    labels: group?.runs.map(({ label }) => label) ?? [],
    ids: group?.runs.map(({ runId }) => runId) ?? [],
  }
}

test('a dry run tells sides, order and seeds, and makes nothing', async () => {
  await writePolicy(slower())
  const { code, stdout } = await gate(['--dry-run'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^baseline +http\S+, model mock-ttft5-itl2\ncandidate +http\S+, model mock-ttft60-itl2\n/)
  expect(stdout.match(/^pair \d {2}(?:baseline, then candidate|candidate, then baseline); seed \d$/gm)).toHaveLength(5)
  expect(await here.folder.entries()).toEqual(['chat.yaml', 'policy.yaml'])
})

test('a gate makes its pairs, judges them, and explains what it stored', async () => {
  await writePolicy(slower())
  const made = document((await gate(['--json', '-q'])).stdout)
  expect(made).toMatchObject({ mode: 'paired', pairs: { planned: 5, done: 5 } })
  const [metric] = made.metrics
  // 5 ms against 60: whatever the machine does beside, the middle of the candidate's runs is slower
  expect(metric?.candidateMedian).toBeGreaterThan(metric?.baselineMedian as number)
  expect(storedGate().gateId).toBe(made.id)
  const explained = await infbench(['gate', 'explain', 'policy.yaml', 'ttft.p50'], { cwd: here.folder.path })
  expect([explained.code, explained.stderr]).toEqual([0, ''])
})

test.each([
  ['killed', 'SIGKILL'],
  ['interrupted', 'SIGINT'],
] as const)('a gate that was %s goes on where it was', async (_, name) => {
  await writePolicy(slower())
  const ended = await gate([], { name, at: /\d+ sent|in flight/, times: 4 })
  if (name === 'SIGINT') {
    expect(ended.code).toBe(130)
    expect(ended.stderr).toMatch(/error: interrupted: \d of 5 pairs are stored as gate g\S+\n.*--resume g/)
  }
  const before = storedGate()
  expect(before.ids.length).toBeLessThan(10)
  const resumed = document((await gate(['--json', '-q', '--resume', before.gateId])).stdout)
  expect(resumed).toMatchObject({ id: before.gateId, pairs: { planned: 5, done: 5 } })
  expect(storedGate().ids.slice(0, before.ids.length)).toEqual(before.ids)
})

test('a gate of two revisions that is interrupted leaves no worktree behind', async () => {
  const server = join(import.meta.dirname, '../fixtures/started-server.mjs')
  commitFiles(here.folder.path, { 'ttft.txt': '2' }, 'main')
  gitIn(here.folder.path, 'tag', 'fast')
  commitFiles(here.folder.path, { 'ttft.txt': '70' })
  const side = (rev: string) => `{start: '"${process.execPath}" "${server}" {port}', rev: ${rev}, model: tiny}`
  await writePolicy({ baseline: side('fast'), candidate: side('main') })
  const ended = await gate([], { name: 'SIGINT', at: /\d+ sent|in flight/, times: 2 })
  expect(ended.code).toBe(130)
  expect(gitIn(here.folder.path, 'worktree', 'list').split('\n')).toHaveLength(1)
  const own = readdirSync(tmpdir()).filter((name) => name.startsWith('infbench-checkout-'))
  const running = (pid: string) =>
    execFileSync('sh', ['-c', `kill -0 ${pid} 2>/dev/null && echo yes || echo no`], { encoding: 'utf8' })
  // those of tests that run beside this one are alive
  expect(own.filter((name) => running(name.split('-')[2] as string).trim() === 'no')).toEqual([])
})

test.each([['an unknown gate', ['--resume', 'g1999'], /--resume g1999: expected the id of a stored gate/]])(
  '%s is a usage error',
  async (_, args, said) => {
    await writePolicy(slower())
    const { code, stderr } = await gate(args)
    expect([code, stderr]).toEqual([64, expect.stringMatching(said)])
  },
)
