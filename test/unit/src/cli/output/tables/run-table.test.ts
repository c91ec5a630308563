import { expect, test } from 'vitest'
import { visibleWidth } from '../../../../../../src/cli/output/text/columns.ts'
import { runTable } from '../../../../../../src/cli/output/tables/run-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { msToNs } from '../../../../../../src/core/units.ts'
import { summarize } from '../../../../../../src/metrics/summarize.ts'
import { type SampleOptions, sampleRun } from '../../../../../helpers/sample-run.ts'
import { testIo } from '../../../../../helpers/test-io.ts'

function table(options: SampleOptions, io: Parameters<typeof testIo>[0] = {}): string {
  const { header, records } = sampleRun(options)
  const { stdout, env } = testIo(io)
  return runTable(
    header,
    summarize(header, records),
    [
      ['stored', '.infbench/results.db'],
      ['next', 'infbench list'],
    ],
    textStyle(stdout, env),
  )
}

const widest = (text: string) => Math.max(...text.split('\n').map(visibleWidth))

test('a summary holds request counts, every latency, rates, goodput, cost, places and the next command', () => {
  expect(table({})).toMatchInlineSnapshot(`
    "chat-azure  20261121-084500-ab12cd  valid

      target    http://localhost:8000/v1, model llama-3.1-8b-instruct
      load      poisson 4/s up to 240 requests, after 8 s of warm-up, seed 7
      requests  213 planned, 213 sent, 213 completed, 0 failed, 27 more of warm-up
      tokens    68,231 in, 21,875 out (counted by the server's usage)

      latency, ms        n  mean    p50    p90    p95    p99   max
      TTFT             213  27.6   20.2   53.5  ~81.1   ~117   144
      TTFT service     213  27.5   20.1   53.4  ~81.0   ~117   144
      TTP              213  27.6   20.2   53.5  ~81.1   ~117   144
      TPOT             213  11.8   11.8  ~13.3  ~13.8  ~14.6  15.3
      ITL           21,662  11.9   11.5   13.5   14.1   15.4   121
      E2E              213  1234   1108   2214   2481  ~3209  4775
      Send lag         213  0.10  0.085   0.10   0.11  ~0.11  2.11
      ~ stands on too few independent samples

      throughput  387 output tok/s, 1,214 input tok/s, 3.69 requests/s (221/min)
      goodput     3.67 requests/s, 386 output tok/s: 99.5 % met TTFT ≤ 200 ms, TPOT ≤ 15 ms
      cost        $1.437 per 1M output tokens, $0.151 per 1K requests (prefill $0.0034, decode $0.147)
                  at $2 an hour

      note: 213 TTFT values are worth 73.4 independent ones: p95 needs 130, p99 needs 662
        hint: run longer for the tail; duration or requests in the workload

      stored  .infbench/results.db
      next    infbench list
    "
  `)
})

test('it fits 100 columns, and 80 where the terminal has no more', () => {
  const long = {
    name: 'a-rather-long-name-of-a-workload',
    model: 'organisation/a-model-with-a-long-name-instruct-2026-11',
    failShare: 0.3,
  }
  expect(widest(table(long))).toBeLessThanOrEqual(100)
  expect(widest(table(long, { terminal: 200 }))).toBeLessThanOrEqual(100)
  expect(widest(table(long, { terminal: 80 }))).toBeLessThanOrEqual(80)
})

test('colours are for terminals, and change nothing else', () => {
  const plain = table({ failShare: 0.3 })
  expect(plain).not.toContain('\u001b[')
  const coloured = table({ failShare: 0.3 }, { terminal: 100 })
  expect(coloured).toContain('\u001b[')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain)
})

test('failures are counted by kind, and each reason for doubt comes with its hint', () => {
  const text = table({ failShare: 0.3 })
  expect(text).toMatch(/failed \(\d+ timeout, \d+ http, \d+ cut\)/)
  expect(text).toMatch(/ {2}degraded|invalid: .*requests failed/)
  expect(text).toMatch(/\n {4}hint: /)
})

test('percentiles that stand on too few independent samples are marked', () => {
  const ttft = (text: string) => /TTFT .*/.exec(text)?.[0] ?? ''
  expect(ttft(table({ requests: 40 }))).toMatch(/~\d/)
  expect(ttft(table({ requests: 4000, ratePerSecond: 1 }))).not.toContain('~')
})

test('a run of which nothing was observed shows no latency it cannot know', () => {
  const text = table({ failShare: 1 })
  expect(text).not.toMatch(/TTFT {2}/)
  expect(text).not.toContain('cost')
  expect(text).toContain('0 completed')
})

test('in a locale of plain ASCII nothing else is written', () => {
  const text = table({ slo: { default: { ttftNs: msToNs(200) } } }, { env: { LC_ALL: 'C' } })
  expect(text).toContain('TTFT <= 200 ms')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point
  expect(text).toMatch(/^[\x00-\x7f]*$/)
})
