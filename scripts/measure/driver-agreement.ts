/**
 * Whether k6 and the native driver say the same of one server: the mock, whose times are planned. Pairs of runs in turn, each of the same
 * requests at the same times; TTFT from when a request was due. `npm run measure:drivers -- [PAIRS]`: exits 1 where the medians lie further apart than 1 ms.
 */
import { buildBody } from '../../src/clients/request-body.ts'
import { planOf } from '../../src/cli/pipeline/selftest/load-against.ts'
import { processClock } from '../../src/core/clock.ts'
import type { RequestRecord } from '../../src/core/request-record.ts'
import { nsToMs, sToNs } from '../../src/core/units.ts'
import { openDriver } from '../../src/load/drivers/open-driver.ts'
import { ttftNs } from '../../src/metrics/request-times.ts'
import { startMockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { percentile, sortAscending } from '../../src/stats/percentile.ts'

const mostApartMs = 1
const requests = 200
const ratePerSecond = 20
const model = 'mock-ttft50-itl10-n16'

async function measure(driver: 'native' | 'k6', url: string): Promise<readonly RequestRecord[]> {
  const clock = processClock()
  const plan = {
    ...planOf({ url, model, requests, arrival: { process: 'constant', ratePerSecond } }),
    ...(driver === 'k6' ? { driver } : {}),
  }
  const endpoint = { baseUrl: url, headers: {}, streamed: true, transport: undefined }
  const opened = await openDriver(plan, { workers: 1, endpoint, clock, env: process.env })
  const never = new AbortController().signal
  const planned = Array.from({ length: requests }, (_, index) => ({
    ...({ index, phase: 'measure', className: 'default', inputTokens: 2, outputTokens: 16 } as const),
    scheduledAt: sToNs(index / ratePerSecond),
  }))
  const body = (index: number) =>
    buildBody({
      ...{ api: 'chat', model, prompt: 'two words', maxTokens: 16, stream: true, ignoreEos: false },
      extra: { user: `${index}` },
    })
  const run = opened.start({
    ...{ plan, clock, tokenizer: null, stop: never, abort: never, schedule: { planned: requests, requests: planned } },
    prepare: async ({ index }) => ({ path: '/chat/completions', body: body(index), timeoutNs: plan.timeoutNs }),
  })
  const records: RequestRecord[] = []
  for await (const record of run.records) records.push(record)
  await run.finished
  await opened.close()
  return records
}

const figure = (records: readonly RequestRecord[], of: (record: RequestRecord) => number | null, share: number) => {
  const values = sortAscending(records.flatMap((record) => of(record) ?? []))
  return nsToMs(percentile(values, share) ?? Number.NaN)
}
const lagNs = (record: RequestRecord) => (record.sentAt === null ? null : record.sentAt - record.scheduledAt)

const pairs = Number(process.argv[2] ?? 5)
const mock = await startMockServer()
const rows: { native: number; k6: number }[] = []
try {
  for (let pair = 0; pair < pairs; pair++) {
    const row = { native: 0, k6: 0 }
    for (const driver of pair % 2 === 0 ? (['native', 'k6'] as const) : (['k6', 'native'] as const)) {
      const records = await measure(driver, mock.url)
      const ok = records.filter(({ outcome }) => outcome.kind === 'ok').length
      row[driver] = figure(records, ttftNs, 0.5)
      const shown = [0.5, 0.99].map((share) => figure(records, ttftNs, share).toFixed(2)).join(' / ')
      const lag = [0.5, 0.99].map((share) => figure(records, lagNs, share).toFixed(2)).join(' / ')
      process.stdout.write(
        `pair ${pair + 1} ${driver.padEnd(6)} ${ok} ok, TTFT p50 / p99 ${shown} ms, send lag ${lag} ms\n`,
      )
    }
    rows.push(row)
  }
} finally {
  await mock.close()
}
const apart = sortAscending(rows.map(({ native, k6 }) => k6 - native))
const median = percentile(apart, 0.5) ?? Number.NaN
const [least, most] = [apart.at(0) ?? Number.NaN, apart.at(-1) ?? Number.NaN]
process.stdout.write(
  `k6 - native, TTFT p50: ${median.toFixed(3)} ms (${least.toFixed(3)} to ${most.toFixed(3)} over ${pairs} pairs); at most ${mostApartMs} ms\n`,
)
process.exitCode = Math.max(Math.abs(least), Math.abs(most)) <= mostApartMs ? 0 : 1
