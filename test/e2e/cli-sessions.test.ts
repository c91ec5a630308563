import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDocumentSchema } from '../../src/metrics/run-document.ts'
import { openStore } from '../../src/store/open-store.ts'
import { infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'
import { anyModel } from '../helpers/mock-workload.ts'

const here = mockCase()

const drawn = '{turns: 4, start: 30, input: 10, output: 3, gap: 20ms, fanOut: {share: 0.3, calls: 2}}'

async function write(model: string, more = '', arrival = '{process: concurrency, users: 3}', source = drawn) {
  const text = `target: {url: ${anyModel(here.mock)}, model: ${model}}
requests:
  source: {sessions: ${source}}
  sessions: {field: user, connection: own}
  contextLimit: {tokens: 4096}
arrival: ${arrival}
timeout: 30s
drain: 30s
seed: 4
${more}`
  await writeFile(join(here.folder.path, 's.yaml'), text)
}
const run = async () => {
  const { stdout, stderr, code } = await infbench(['run', 's.yaml', '--json', '--no-report'], { cwd: here.folder.path })
  return { code, stderr, document: stdout === '' ? null : runDocumentSchema.parse(JSON.parse(stdout)) }
}

test.each(['{process: concurrency, users: 3}', '{process: poisson, rate: 20/s}'])(
  'sessions are played to their count under %s, and the wait is told by turn',
  async (arrival) => {
    await write('mock-ttft8-itl2', 'count: 60', arrival)
    const { code, document } = await run()
    expect(code).toBe(0)
    expect(document?.requests).toMatchObject({ planned: 60, sent: 60, completed: 60, failed: 0, notSent: 0 })
    expect(document?.sessions?.broken).toBe(0)
    const turns = document?.sessions?.turns ?? []
    expect(turns.reduce((sum, { completed }) => sum + completed, 0)).toBe(60)
    expect(turns[0]?.ttftMs.p50).toBeGreaterThanOrEqual(8)
    // a prompt holds all turns before it: the server counts more words from turn to turn
    expect(turns[1]?.inputTokens).toBeGreaterThan(turns[0]?.inputTokens as number)
    const shown = await infbench(['show'], { cwd: here.folder.path })
    expect(shown.stdout).toMatch(/sessions +\d+, of which 0 ended by a failure/)
    expect(shown.stdout).toMatch(/\n {2}turn +n +TTFT p50/)
    const page = await infbench(['report', '-o', '-'], { cwd: here.folder.path })
    expect(page.stdout).toContain('Time to first token by turn of the session')
  },
)

test('calls of a session follow each other on one connection, under one name, and are never early', async () => {
  await write('mock-ttft9-itl1', 'count: 12', '{process: concurrency, users: 2}', '{turns: 3, gap: 30ms, output: 4}')
  const before = (await here.mock.log()).length
  expect((await run()).code).toBe(0)
  const log = (await here.mock.log()).slice(before)
  const sessions = new Map(log.map(({ user }) => [user, log.filter((entry) => entry.user === user)]))
  expect([...sessions.keys()].sort()).toEqual(['4-0', '4-1', '4-2', '4-3'])
  for (const calls of sessions.values()) {
    expect(calls).toHaveLength(3)
    expect(new Set(calls.map(({ connection }) => connection)).size).toBe(1)
    for (const [i, { arrivedAt }] of calls.entries()) {
      if (i > 0) expect(arrivedAt - (calls[i - 1]?.endedAt as number)).toBeGreaterThanOrEqual(30e6)
    }
  }
})

test('a failing call ends its session: the rest is stored as not sent, and nothing is lost', async () => {
  await write('mock-ttft5-itl1-cut1-every5', 'count: 40', '{process: concurrency, users: 1}', '{turns: 8, output: 4}')
  const { document } = await run()
  const { sent = 0, completed = 0, failed = 0, notSent = 0 } = document?.requests ?? {}
  expect(failed).toBeGreaterThan(0)
  expect(notSent).toBeGreaterThan(0)
  expect([completed + failed, sent + notSent]).toEqual([sent, 40])
  expect(document?.sessions?.broken).toBe(failed)
  const listed = JSON.parse((await infbench(['list', '--json'], { cwd: here.folder.path })).stdout)
  expect(listed.runs[0].requests.stored).toBe(40)
})

test('the recorded sessions of a trace are played with their own messages and the target’s answers', async () => {
  const messages = (...list: readonly string[]) =>
    JSON.stringify(list.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })))
  const span = (from: number, text: string) => ({
    ...{ trace_id: 't', span_id: String(from), start_time: `2026-02-25T12:00:0${from}.000Z` },
    end_time: `2026-02-25T12:00:0${from}.500Z`,
    attributes: { 'gen_ai.usage.output_tokens': 3, 'gen_ai.input.messages': text },
  })
  const spans = [span(1, messages('one')), span(2, messages('one', 'recorded answer', 'two'))]
  await writeFile(join(here.folder.path, 'a.jsonl'), spans.map((each) => JSON.stringify(each)).join('\n'))
  await write('mock-ttft5-itl1', '', '{process: trace, speedup: 1}', 'a.jsonl')
  const { code, document } = await run()
  expect(code).toBe(0)
  expect(document?.requests).toMatchObject({ planned: 2, completed: 2 })
  // the second call was due half a second after the answer to the first
  const store = openStore(join(here.folder.path, '.infbench/results.db'))
  const [first, second] = [...store.records(store.listRuns()[0]?.runId as string)]
  store.close()
  expect(((second?.scheduledAt as number) - (first?.doneAt as number)) / 1e6).toBeCloseTo(500, 0)
})
