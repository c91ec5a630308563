/**
 * How wrong the client measures: a known schedule against the mock server, and the client's figures minus the server's own
 * log, request by request. `npx tsx scripts/measure-client-error.ts [--help]`. With `--url` and `--log` it measures against
 * another mock whose log is JSON lines `{arr, first, last, end, tok}` (ns of any clock, `tok` relative to `arr`), joined in order
 * of arrival.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { processClock } from '../src/core/clock.ts'
import type { RequestRecord } from '../src/core/request-record.ts'
import { againstLog, type ClientError, quantileOf } from '../src/selftest/against-log.ts'
import { loadAgainst } from '../src/cli/pipeline/selftest/load-against.ts'
import type { MockLog } from '../src/selftest/mock/mock-log.ts'
import { startMockServer } from '../src/selftest/mock/mock-server-process.ts'

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    model: { type: 'string', default: 'mock-ttft50-itl10-n64' },
    users: { type: 'string', default: '8' },
    rate: { type: 'string' },
    requests: { type: 'string', default: '160' },
    warmup: { type: 'string', default: '2' },
    core: { type: 'string' },
    url: { type: 'string' },
    log: { type: 'string' },
  },
})

const usage = `measure-client-error [--model mock-ttft50-itl10-n64] [--users 8 | --rate 50] [--requests 160] [--warmup 2 (s)]
  --core N           pin the mock to this core (taskset)
  --url U --log F    another mock, base URL ending in /v1, and its log (file, or http: address), see the head of this script
`

interface ForeignLog {
  readonly arr: number
  readonly end: number
  readonly first: number
  readonly tok?: readonly number[]
}

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(usage)
  const mock = values.url === undefined ? await startMockServer(0, values.core) : null
  const clock = processClock()
  try {
    const { records, end } = await loadAgainst({
      ...{ url: mock?.url ?? (values.url as string), model: values.model, clock, requests: Number(values.requests) },
      ...{ warmupNs: Number(values.warmup) * 1e9, outputTokens: 64 },
      arrival:
        values.rate === undefined
          ? { process: 'concurrency', users: Number(values.users), thinkTimeNs: 0 }
          : { process: 'constant', ratePerSecond: Number(values.rate) },
    })
    const log = mock === null ? await foreignLog(records) : await mock.log()
    const measured = records.filter(({ phase }) => phase === 'measure')
    print(measured, againstLog(measured, log, Number(clock.originNs)))
    const { eventLoopDelayNs, cpuShare, connectionsOpened } = end.client
    const events = records.reduce((count, record) => count + record.events.at.length, 0)
    const cpuNs = cpuShare * (end.window.endAt - (records[0] as RequestRecord).scheduledAt)
    line('event-loop delay', [eventLoopDelayNs.p50 / 1e6, eventLoopDelayNs.p99 / 1e6, eventLoopDelayNs.max / 1e6])
    process.stdout.write(
      `CPU ${(cpuShare * 100).toFixed(1)} % of a core, ${(cpuNs / 1e3 / events).toFixed(1)} us an event, ${connectionsOpened} connections\n`,
    )
  } finally {
    await mock?.close()
  }
}

function print(records: readonly RequestRecord[], errors: readonly ClientError[]): void {
  const failed = records.filter(({ outcome }) => outcome.kind !== 'ok').length
  process.stdout.write(
    `${values.model}: ${records.length} requests, ${failed} failed, ${errors.length} compared; ms: p50 p99 max\n`,
  )
  line('TTFT error', quantiles(errors.map(({ ttftMs }) => ttftMs)))
  line('ITL error', quantiles(errors.flatMap(({ itlMs }) => itlMs)))
  line('E2E error', quantiles(errors.map(({ e2eMs }) => e2eMs)))
  // another mock's clock has another origin: only differences of its times mean anything here
  if (values.url === undefined) line('write to stamp', quantiles(errors.flatMap(({ backMs }) => backMs)))
  line('send lag', quantiles(records.map(({ sentAt, scheduledAt }) => ((sentAt ?? Number.NaN) - scheduledAt) / 1e6)))
}

const quantiles = (list: readonly number[]) => [0.5, 0.99, 1].map((share) => quantileOf(list, share))
const line = (name: string, numbers: readonly number[]) =>
  process.stdout.write(`${name.padEnd(18)}${numbers.map((number) => number.toFixed(3).padStart(10)).join('')}\n`)

/** The other mock's log in our mock's shape; requests are joined by their order, so it must have seen only these. */
async function foreignLog(records: readonly RequestRecord[]): Promise<MockLog[]> {
  const place = values.log ?? ''
  const text = place.startsWith('http') ? await (await fetch(place)).text() : await readFile(place, 'utf8')
  const lines = text.trim().startsWith('[')
    ? (JSON.parse(text) as ForeignLog[])
    : text
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row) as ForeignLog)
  const inOrder = lines.slice(-records.length).sort((a, b) => a.arr - b.arr)
  const sent = [...records].sort((a, b) => (a.sentAt ?? 0) - (b.sentAt ?? 0))
  return inOrder.map(({ arr, end, tok = [] }, i) => ({
    ...{ user: String(sent[i]?.index), model: values.model, connection: 0, arrivedAt: arr, endedAt: end, tokens: [] },
    tokenAt: tok.map((at) => arr + at),
  }))
}

await main()
