import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAgainst, planOf } from '../../../../src/cli/pipeline/selftest/load-against.ts'
import { readK6Part } from '../../../../src/cli/pipeline/k6/read-k6-part.ts'
import { processClock } from '../../../../src/core/clock.ts'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { mergeParts } from '../../../../src/load/drivers/k6/merge/merge-parts.ts'
import { startK6Load } from '../../../../src/load/drivers/k6/run-k6.ts'
import { k6Script } from '../../../../src/load/drivers/k6/script/k6-script.ts'
import { type MockServer, startMockServer } from '../../../../src/selftest/mock/mock-server-process.ts'
import { temporaryFolder } from '../../../helpers/cli.ts'
import { k6Program } from '../../../helpers/k6-program.ts'
import { sampleK6Test } from '../../../helpers/k6-test.ts'

const program = k6Program()
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

function instance(script: string, part: string, segment: readonly string[]): Promise<number | null> {
  const args = [
    'run',
    '--quiet',
    '--no-usage-report',
    '--no-summary',
    '--address',
    'localhost:0',
    '--out',
    `json=${part}`,
  ]
  const child = spawn(program as string, [...args, ...segment, script], { stdio: 'ignore' })
  return new Promise((resolve) => child.on('close', resolve))
}

/** Runs a script of so many requests in as many processes as there are segments; what the server saw, and the parts merged. */
async function shared(count: number, vus: number, borders: readonly string[]) {
  const test = sampleK6Test(count, { url: `${mock.url}/chat/completions`, vus, run: { header: {} } })
  const script = join(folder.path, `script-${count}-${borders.length}.js`)
  writeFileSync(script, k6Script(test))
  const before = (await mock.log()).length
  const parts = borders.slice(1).map((to, i) => {
    const segment = ['--execution-segment', `${borders[i]}:${to}`, '--execution-segment-sequence', borders.join(',')]
    return { path: join(folder.path, `part-${count}-${borders.length}-${i}.json`), segment }
  })
  const codes = await Promise.all(parts.map(({ path, segment }) => instance(script, path, segment)))
  expect(codes).toEqual(codes.map(() => 0))
  const read = await Promise.all(parts.map(({ path }, i) => readK6Part(path, `part-${i}`)))
  const users = (await mock.log()).slice(before).map(({ user }) => Number(user))
  return { users, read, merged: mergeParts(read, count, { api: 'chat', stream: true }) }
}

const all = (count: number) => Array.from({ length: count }, (_, i) => i)

test.skipIf(program === null).each([
  ['three equal', 50, 6, ['0', '1/3', '2/3', '1']],
  ['unequal', 47, 10, ['0', '1/10', '1/2', '1']],
  ['one', 12, 4, ['0', '1']],
])(
  '%s segments cover the schedule exactly: no request twice, none missing (needs k6)',
  async (_, count, vus, borders) => {
    const { users, read, merged } = await shared(count, vus, borders)
    expect(users.toSorted((a, b) => a - b)).toEqual(all(count))
    expect(merged.records.map(({ index }) => index)).toEqual(all(count))
    expect(merged.missing).toEqual([])
    expect(read.every(({ requests }) => requests.length > 0)).toBe(true)
    for (const record of merged.records) {
      expect(record).toMatchObject({ outcome: { kind: 'ok' }, outputTokens: 3, httpStatus: 200 })
      expect(record.events.at).toHaveLength(3)
    }
    // all processes of one machine have one clock
    for (const { clock } of merged.parts)
      if (clock !== null) expect(Math.abs(clock.offsetMs)).toBeLessThanOrEqual(clock.uncertaintyMs + 1)
  },
)

interface Shot {
  readonly model: string
  readonly count?: number
  readonly users?: number
  readonly stream?: boolean
  readonly url?: string
  readonly timeoutNs?: number
  readonly stop?: AbortSignal
}

async function shoot({ model, count = 10, users, stream = true, url = mock.url, timeoutNs, stop }: Shot) {
  const clock = processClock()
  const never = new AbortController().signal
  const arrival =
    users === undefined
      ? ({ process: 'constant', ratePerSecond: 50 } as const)
      : ({ process: 'concurrency', users, thinkTimeNs: 0 } as const)
  const plan = planOf({
    url,
    model,
    arrival,
    requests: count,
    stream,
    ...(timeoutNs === undefined ? {} : { timeoutNs }),
  })
  const requests = all(count).map((index) => ({
    ...({ index, phase: 'measure', className: 'default', inputTokens: 2, outputTokens: 3 } as const),
    scheduledAt: users === undefined ? index * 20e6 : null,
  }))
  const body = {
    model,
    messages: [{ role: 'user', content: 'hi' }],
    max_tokens: 3,
    stream,
    stream_options: { include_usage: true },
  }
  const run = startK6Load({
    ...{ plan, clock, baseUrl: url, program: program as string, tokenizer: null, stop: stop ?? never, abort: never },
    schedule: { planned: count, requests },
    prepare: async ({ index }) => ({
      ...{ path: '/chat/completions', body: Buffer.from(JSON.stringify({ ...body, user: `${index}` })) },
      timeoutNs: plan.timeoutNs,
    }),
  })
  const records: RequestRecord[] = []
  for await (const record of run.records) records.push(record)
  return { records, end: await run.finished }
}

test.skipIf(program === null)('a schedule leaves k6 and comes back as records like our own (needs k6)', async () => {
  const { records, end } = await shoot({ model: 'mock-ttft20-itl5-n3' })
  const [native] = (
    await loadAgainst({
      url: mock.url,
      model: 'mock-ttft20-itl5-n3',
      arrival: { process: 'constant', ratePerSecond: 50 },
      requests: 1,
      outputTokens: 3,
    })
  ).records
  expect(records).toHaveLength(10)
  expect(end).toMatchObject({ client: null, interrupted: false })
  for (const record of records) {
    expect(Object.keys(record).toSorted()).toEqual(Object.keys(native ?? {}).toSorted())
    expect(record).toMatchObject({ outcome: { kind: 'ok' }, outputTokens: 3, countedBy: 'usage', doneMarker: true })
    expect(record.sentAt ?? 0).toBeGreaterThanOrEqual(record.scheduledAt)
    expect((record.firstTokenAt ?? 0) - (record.sentAt ?? 0)).toBeGreaterThan(19e6)
    expect(record.events.at).toHaveLength(3)
  }
})

test.skipIf(program === null)(
  'users of a closed loop send one request after the other, streamed or not (needs k6)',
  async () => {
    const { records } = await shoot({ model: 'mock-ttft5-itl1-n3', users: 2, stream: false })
    expect(records).toHaveLength(10)
    for (const record of records)
      expect(record).toMatchObject({ outcome: { kind: 'ok' }, outputTokens: 3, firstTokenAt: null })
  },
)

test.skipIf(program === null).each([
  ['mock-err503', { kind: 'http', detail: 'HTTP 503: "mock status 503 (code 503)"' }],
  ['mock-ttft1-itl1-n9-cut3', { kind: 'cut' }],
  ['mock-ttft1-itl1-n9-reset3', { kind: 'cut' }],
  ['mock-drop', { kind: 'cut' }],
])('%s fails as it does for the native client (needs k6)', async (model, outcome) => {
  const { records } = await shoot({ model, count: 2 })
  for (const record of records) expect(record.outcome).toMatchObject(outcome)
})

test.skipIf(program === null)(
  'a server that hangs is a timeout, one that is not there refuses (needs k6)',
  async () => {
    const hung = await shoot({ model: 'mock-hang', count: 1, timeoutNs: 1e9 })
    expect(hung.records.map(({ outcome }) => outcome.kind)).toEqual(['timeout'])
    const gone = await shoot({ model: 'mock', count: 1, url: 'http://127.0.0.1:1/v1' })
    expect(gone.records.map(({ outcome }) => outcome.kind)).toEqual(['connect'])
  },
)

test.skipIf(program === null)('a stop ends it with what had ended (needs k6)', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 4000)
  const { end, records } = await shoot({ model: 'mock-ttft5-itl1-n3', count: 5000, stop: stop.signal })
  expect(end.interrupted).toBe(true)
  expect(records.length).toBeLessThan(5000)
})
