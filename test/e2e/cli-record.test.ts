import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRng } from '../../src/core/rng.ts'
import type { RecordedRow } from '../../src/workload/sources/formats/logs/recorded.ts'
import { traceSource } from '../../src/workload/sources/traces/trace-source.ts'
import { cliMain, infbench, temporaryFolder } from '../helpers/cli.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { tracePlan } from '../helpers/trace-case.ts'

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

interface Running {
  readonly url: string
  readonly child: ChildProcess
  readonly said: { stdout: string; stderr: string }
  /** Ctrl-C, and how it ended. */
  stop(): Promise<number | null>
}

async function startRecord(...args: string[]): Promise<Running> {
  const command = [cliMain, 'record', '--to', `${mock.origin}/unlisted/v1`, '--listen', ':0', ...args]
  const child = spawn(process.execPath, command, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (bytes) => void (said.stdout += String(bytes)))
  child.stderr.on('data', (bytes) => void (said.stderr += String(bytes)))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  while (!said.stderr.includes('listening on') && child.exitCode === null) await sleep(20)
  const stop = () => {
    child.kill('SIGINT')
    return ended
  }
  return { url: /listening on (\S+),/.exec(said.stderr)?.[1] ?? '', child, said, stop }
}

const chat = (url: string, content: string, model = 'mock-ttft5-itl1-n4') =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content }],
    }),
  }).then((answer) => answer.text())

function rowsOf(file: string): RecordedRow[] {
  const bytes = readFileSync(join(folder.path, file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecordedRow)
  return rows.toSorted((a, b) => a.recorded_at - b.recorded_at)
}

const lengthsOf = (rows: readonly RecordedRow[]) => rows.map((row) => [row.input_tokens, row.output_tokens])

/** Rows in the order of those of the same lengths in `order`: two that are due within a millisecond may arrive the other way round. */
function inOrderOf(order: readonly RecordedRow[], rows: readonly RecordedRow[]): RecordedRow[] {
  const left = [...rows]
  return order.flatMap(({ input_tokens, output_tokens }) => {
    const place = left.findIndex((row) => row.input_tokens === input_tokens && row.output_tokens === output_tokens)
    return place < 0 ? [] : left.splice(place, 1)
  })
}

/** Since the first; a busy machine moves a request by more than the shortest gaps, but none by much of the whole. */
const arrivals = (rows: readonly RecordedRow[]) => rows.map((row) => row.recorded_at - (rows[0]?.recorded_at ?? 0))

/** The largest difference of two empirical distributions (Kolmogorov-Smirnov). */
function distance(a: readonly number[], b: readonly number[]): number {
  const share = (list: readonly number[], x: number) => list.filter((value) => value <= x).length / list.length
  return Math.max(...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))))
}

const alike = (a: readonly unknown[], b: readonly unknown[]) => {
  const end = a.findIndex((value, i) => value !== b[i])
  return end < 0 ? a.length : end
}

const requests = 50

test('live traffic that is recorded and replayed has the same counts, lengths, arrivals and shared prefixes', async () => {
  const first = await startRecord('-o', 'live.jsonl.gz')
  const rng = seededRng('traffic')
  const system = Array.from({ length: 3 }, (_, k) => Array.from({ length: 120 }, (_, i) => `s${k}w${i}`).join(' '))
  const answers: Promise<string>[] = []
  for (let i = 0; i < requests; i++) {
    const own = Array.from({ length: 5 + rng.below(60) }, (_, j) => `r${i}x${j}`).join(' ')
    answers.push(chat(first.url, `${system[rng.below(3)]} ${own}`, `mock-ttft5-itl1-n${1 + rng.below(6)}`))
    await sleep(-30 * Math.log(1 - rng.uniform()))
  }
  await Promise.all(answers)
  expect(await first.stop()).toBe(0)
  expect(first.said.stdout).toContain(`${requests} requests in`)
  const live = rowsOf('live.jsonl.gz')
  const again = await startRecord('-o', 'replayed.jsonl', '--with-text')
  writeFileSync(
    join(folder.path, 'replay.yaml'),
    `target: {url: ${again.url}, model: mock-ttft5-itl1}\nrequests: {source: {trace: live.jsonl.gz}}\narrival: {process: trace}\ncount: ${requests}\nwarmup: 0s\n`,
  )
  const run = await infbench(['run', 'replay.yaml', '--no-report', '--json', '--quiet'], { cwd: folder.path })
  expect(run.stderr).toBe('')
  await again.stop()
  const asReplayed = rowsOf('replayed.jsonl')
  expect(asReplayed).toHaveLength(requests)
  const replayed = inOrderOf(live, asReplayed)
  expect(lengthsOf(replayed)).toEqual(lengthsOf(live))
  expect(distance(arrivals(live), arrivals(asReplayed))).toBeLessThan(0.15)
  const { rows } = await traceSource(tracePlan(join(folder.path, 'live.jsonl.gz')))
  const words = replayed.map(({ messages }) => (messages as { content: string }[])[0]?.content.split(/\s+/) ?? [])
  const parts = [...(rows ?? [])].map(({ prompt }) => (prompt?.kind === 'segments' ? prompt.segments : []))
  const streams = parts.map((segments) => segments.map(({ stream }) => stream))
  for (let i = 0; i < requests; i++) {
    for (let j = 0; j < i; j++) {
      const blocks = alike(streams[i] as number[], streams[j] as number[])
      expect(blocks).toBe(alike(live[i]?.prompt_blocks ?? [], live[j]?.prompt_blocks ?? []))
      const tokens = (parts[i] ?? []).slice(0, blocks).reduce((sum, segment) => sum + segment.tokens, 0)
      expect(alike(words[i] as string[], words[j] as string[])).toBe(tokens)
    }
  }
})

test('Ctrl-C lets the answer under way end, and --json says what was recorded', async () => {
  const running = await startRecord('-o', 'stop.jsonl.gz', '--json', '--quiet')
  const answer = chat(running.url, 'hello there', 'mock-ttft5-itl20-n40')
  await sleep(150)
  expect(await running.stop()).toBe(0)
  expect(await answer).toContain('[DONE]')
  expect(JSON.parse(running.said.stdout)).toMatchObject({
    ...{ schema: 'infbench.recording/1', recorded: 1, lost: 0, missed: 0, inputTokens: 2, outputTokens: 40 },
    fault: null,
  })
  expect(rowsOf('stop.jsonl.gz')).toMatchObject([{ outcome: 'ok', output_tokens: 40 }])
})

test('a recorder that is killed leaves every request that had ended', async () => {
  const running = await startRecord('-o', 'killed.jsonl')
  for (let i = 0; i < 3; i++) await chat(running.url, `request ${i}`)
  while (rowsOf('killed.jsonl').length < 3) await sleep(20)
  running.child.kill('SIGKILL')
  await once(running.child, 'close')
  expect(rowsOf('killed.jsonl')).toHaveLength(3)
})

test.skipIf(!existsSync('/dev/full'))(
  'a full disk ends the recording, is said at once, and stops no byte',
  async () => {
    symlinkSync('/dev/full', join(folder.path, 'full.jsonl'))
    const running = await startRecord('-o', 'full.jsonl', '--append')
    expect(await chat(running.url, 'one')).toContain('[DONE]')
    while (!running.said.stderr.includes('nothing is recorded')) await sleep(50)
    expect(await chat(running.url, 'two')).toContain('[DONE]')
    expect(await running.stop()).toBe(1)
    expect(running.said.stderr).toContain('full.jsonl: the recording stopped (ENOSPC); 2 requests were passed on')
  },
)

test('recordings under one salt name the same blocks, those under none never do', async () => {
  writeFileSync(join(folder.path, 'salt'), 'x'.repeat(32))
  const text = 'word '.repeat(100)
  const names = ['a.jsonl', 'b.jsonl', 'c.jsonl']
  for (const name of names) {
    const running = await startRecord('-o', name, ...(name === 'c.jsonl' ? [] : ['--salt-file', 'salt']))
    await chat(running.url, text)
    await running.stop()
  }
  const [a, b, c] = names.map((name) => rowsOf(name)[0]?.prompt_blocks)
  expect(a?.length).toBeGreaterThan(2)
  expect(a).toEqual(b)
  expect(a).not.toEqual(c)
})

test.each([
  [['--to', 'nowhere'], '--to: expected a URL of http or https, got "nowhere"'],
  [['--to', 'http://a', '--listen', 'b'], '--listen: expected HOST:PORT, got "b"'],
  [
    ['--to', 'http://a', '-o', 'trace.csv'],
    '--output: expected a name that ends in .jsonl or .jsonl.gz, got "trace.csv"',
  ],
  [
    ['--to', 'http://a', '--salt-file', 'absent'],
    '--salt-file absent: expected at least 16 secret bytes, got no such file',
  ],
  [['--to', 'http://a', '--duration', '5'], '--duration: expected a duration such as 30m, got "5"'],
  [[], 'record: Missing required argument: to'],
])('record %j is refused with exit code 64', async (args, message) => {
  const { code, stderr } = await infbench(['record', ...args], { cwd: folder.path })
  expect(stderr).toContain(`error: ${message}`)
  expect(code).toBe(64)
})

test('what a server without usage answers is counted by the tokenizer that is named, and the trace says so', async () => {
  const tokenizer = fileURLToPath(new URL('../fixtures/words-tokenizer.json', import.meta.url))
  const { url, said, stop } = await startRecord('-o', 'counted.jsonl', '--tokenizer', tokenizer)
  await chat(url, 'a question of six words here', 'mock-ttft5-itl1-n4-k2-usage0')
  await chat(url, 'a question of six words here', 'mock-ttft5-itl1-n4-pt9-usage1')
  expect(await stop()).toBe(0)
  const byTokenizer = { input_counted_by: 'tokenizer', output_counted_by: 'tokenizer' }
  const rows = rowsOf('counted.jsonl')
  expect(rows[0]).toMatchObject({ ...byTokenizer, tokenizer: 'file:words-tokenizer.json', output_tokens: 4 })
  expect(rows[0]?.input_tokens).toBe(6)
  expect(rows[1]).toMatchObject({ input_tokens: 9, output_tokens: 4, output_counted_by: 'usage', tokenizer: null })
  expect(said.stdout).toContain('1 requests without usage by file:words-tokenizer.json, chat templates left out')
  const { stdout } = await infbench(['workload', 'inspect', 'counted.jsonl', '--json'], { cwd: folder.path })
  expect(stdout).toContain('"recorded"')
})

test.each([
  ['o200k', 'expected cl100k_base, o200k_base'],
  ['nowhere.json', 'nowhere.json: expected a tokenizer.json, got no such file'],
])('--tokenizer %s is refused before anything listens', async (name, said) => {
  const args = ['record', '--to', mock.url, '--listen', ':0', '-o', 'none.jsonl', '--tokenizer', name]
  const { code, stderr } = await infbench(args, { cwd: folder.path })
  expect(code).not.toBe(0)
  expect(stderr).toContain(said)
  expect(existsSync(join(folder.path, 'none.jsonl'))).toBe(false)
})
