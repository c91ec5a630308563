import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { peerFigures } from '../../../../scripts/bench-client/figures/peer-figures.ts'
import { aiperf } from '../../../../scripts/bench-client/peers/aiperf.ts'
import { autocannon } from '../../../../scripts/bench-client/peers/autocannon.ts'
import { clientPaths } from '../../../../scripts/bench-client/peers/client-paths.ts'
import type { ClientPeer } from '../../../../scripts/bench-client/peers/client-peer.ts'
import { guidellm } from '../../../../scripts/bench-client/peers/guidellm.ts'
import { inferencePerf } from '../../../../scripts/bench-client/peers/inference-perf.ts'
import { k6 } from '../../../../scripts/bench-client/peers/k6.ts'
import { vllmBench } from '../../../../scripts/bench-client/peers/vllm-bench.ts'
import { besidePeers, sitting } from '../../../../scripts/bench-client/rows/sitting.ts'
import { resultRows } from '../../../../scripts/bench-client/run-client-study.ts'
import { cpuBetween } from '../../../../scripts/bench-client/runners/process-tree.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'infbench-peers-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const place = () => ({ origin: 'http://127.0.0.1:1', folder, paths: clientPaths({ PEERS_DIR: folder }) })
const task = { model: 'mock', users: 2, requests: 3, warmup: 1, outputTokens: 4, stream: true }

function wrote(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

/** Two requests that succeeded (written latest first where a peer does not sort), one that failed. */
const outputs: readonly [ClientPeer, string, unknown][] = [
  [
    guidellm,
    'guidellm.json',
    {
      benchmarks: [
        {
          requests: {
            successful: [
              { request_start_time: 2, request_latency: 0.2, time_to_first_token_ms: 60 },
              { request_start_time: 1, request_latency: 0.1, time_to_first_token_ms: 50 },
            ],
            errored: [{}],
          },
        },
      ],
    },
  ],
  [
    inferencePerf,
    'inference-perf/per_request_lifecycle_metrics.json',
    [
      { start_time: 2, end_time: 2.2, error: null, info: { response_metrics: { output_token_times: [2.06, 2.07] } } },
      { start_time: 1, end_time: 1.1, error: null, info: { response_metrics: { output_token_times: [1.05, 1.07] } } },
      { start_time: 3, end_time: 3.1, error: { type: 'X' }, info: {} },
    ],
  ],
  [
    vllmBench,
    'vllm.json',
    {
      ...{ ttfts: [0.06, 0.05, 0], itls: [[0.01], [0.02], []], latencies: [0.2, 0.1, 0] },
      ...{ start_times: [2, 1, 3], errors: ['', '', 'refused'] },
    },
  ],
]

test.each(outputs)('output %# of a peer is read in the order of its requests', (peer, file, output) => {
  wrote(file, JSON.stringify(output))
  const times = peer.read(place(), '')
  expect(times).toMatchObject({ succeeded: 2, failed: 1 })
  expect(times.ttftMs?.map(Math.round)).toEqual([50, 60])
  expect(times.e2eMs?.map(Math.round)).toEqual([100, 200])
  if (times.gapsMs !== null) expect(times.gapsMs.map((gaps) => gaps.map(Math.round))).toEqual([[20], [10]])
})

test('lines of aiperf, the counts of k6 and of autocannon are read', () => {
  const line = (start: number, error: unknown) => ({
    metadata: { request_start_ns: start },
    metrics: error === null ? { time_to_first_token: { value: 5 }, request_latency: { value: 9 } } : {},
    error,
  })
  wrote('aiperf/profile_export.jsonl', [line(1, null), line(2, {})].map((each) => JSON.stringify(each)).join('\n'))
  expect(aiperf.read(place(), '')).toEqual({ succeeded: 1, failed: 1, ttftMs: [5], e2eMs: [9], gapsMs: [[]] })
  wrote('k6.json', '{"metrics": {"http_reqs": {"values": {"count": 9}}, "http_req_failed": {"values": {"passes": 2}}}}')
  expect(k6.read(place(), '')).toMatchObject({ succeeded: 7, failed: 2, ttftMs: null })
  const said = autocannon.read(place(), '{"2xx": 5, "non2xx": 1, "errors": 2}')
  expect(said).toMatchObject({ succeeded: 5, failed: 3 })
})

test('every peer is sent where the server is, with the model, the requests and the users asked for', () => {
  for (const peer of [guidellm, aiperf, vllmBench, autocannon]) {
    const { args } = peer.command({ ...task, requests: 777, users: 13 }, place())
    const line = args.join(' ')
    for (const part of ['http://127.0.0.1:1', '777', '13', 'mock']) expect(line).toContain(part)
  }
  expect(k6.command(task, place()).env).toMatchObject({ USERS: '2', REQUESTS: '3', MODEL: 'mock' })
})

const ms = 1e6
const entry = (arrivedAt: number, firstMs: number) => ({
  ...{ user: null, model: 'mock', connection: 1, arrivedAt, tokens: [1, 1] },
  tokenAt: [arrivedAt + firstMs * ms, arrivedAt + (firstMs + 10) * ms],
  endedAt: arrivedAt + (firstMs + 10) * ms,
})
const reading = (atMs: number, cpuMs: number) => ({ atNs: atMs * ms, cpuNs: cpuMs * ms, residentBytes: cpuMs })

test('errors of a peer are its quantiles minus those of the log, without the first requests', () => {
  const times = { succeeded: 3, failed: 0, ttftMs: [900, 51, 51], e2eMs: [900, 63, 63], gapsMs: [[900], [12], [12]] }
  const log = [entry(100 * ms, 50), entry(0, 50), entry(200 * ms, 50)]
  const readings = [reading(0, 0), reading(100, 40), reading(300, 80)]
  const figures = peerFigures({ exitCode: 0, times, log, readings, said: '' }, task)
  expect(figures).toMatchObject({ requests: 2, failed: 0, events: 4, wholeCpuNs: 80 * ms, peakMemoryBytes: 80 })
  expect(figures.ttft.p50).toBeCloseTo(1, 6)
  expect(figures.e2e.p99).toBeCloseTo(3, 6)
  expect(figures.itl.p99).toBeCloseTo(2, 6)
  // From the second arrival at 100 ms to the last end at 260 ms.
  expect(figures.cpuNs / ms).toBeCloseTo(32, 6)
  expect(cpuBetween(readings, 50 * ms, 400 * ms) / ms).toBeCloseTo(60, 6)
})

test('a peer that says nothing has its last words as the reason', () => {
  const run = { exitCode: 3, times: null, log: [], readings: [], said: 'a\nno such model\n' }
  expect(() => peerFigures(run, task)).toThrow('exit code 3: no such model')
})

test('a row names the best peer, and its ratio is over 1 where ours is better', () => {
  const rows = [{ name: 'lag', unit: 'ms', better: 'less', bar: 2, of: () => 1 }] as const
  const one = besidePeers(
    sitting('s', async () => 0, rows),
    rows,
    task,
  )
  const taken = (value: number) => ({ details: null, values: new Map([['s: lag', value]]) })
  const peers = new Map([
    ['far', [taken(9)]],
    ['near', [taken(3), taken(5)]],
    ['mute', [taken(Number.NaN)]],
  ])
  expect(resultRows(one, [taken(2)], peers)[0]).toMatchObject({
    value: 2,
    peer: 'near',
    peerValue: 4,
    ratio: 2,
    ok: true,
  })
  expect(one.peers?.can(autocannon)).toBe(false)
  expect(one.peers?.can(vllmBench)).toBe(true)
})
