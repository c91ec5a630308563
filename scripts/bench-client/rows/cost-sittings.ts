import { sToNs } from '../../../src/core/units.ts'
import type { LoadFigures } from '../figures/peer-figures.ts'
import type { ClientFigures } from '../runners/client-task.ts'
import { runCommand } from '../runners/run-command.ts'
import { coresForWorkers, runBare, runClient } from '../runners/run-client.ts'
import { besidePeers, type RowBar, type Sitting, sitting } from './sitting.ts'

/** What the client itself needs. */
const users = (count: number) => ({ process: 'concurrency', users: count, thinkTimeNs: 0 }) as const
const perCpuSecond = (count: number, { cpuNs }: LoadFigures) => count / (cpuNs / 1e9)

const asked = (output: number) => `requests: {source: {synthetic: {input: 64, output: ${output}}}}`
const closed = (users: number) => `arrival: {process: concurrency, users: ${users}}`

const wholeRun = sitting(
  'whole run',
  (cores) => runCommand(['mock-ttft50-itl10', asked(64), closed(8), 'count: 160'], cores),
  [
    { name: 'exit code', unit: '', better: 'less', bar: 0, of: (f) => Math.abs(f.exitCode) },
    { name: 'CPU, report included', unit: 's', better: 'less', bar: 2.5, of: (f) => f.cpuNs / 1e9 },
  ],
)

const longRun = sitting(
  'a million events',
  async (cores) => {
    const run = (count: number) => runCommand(['mock-fast', asked(1000), closed(8), `count: ${count}`], cores)
    return { short: await run(200), long: await run(1000) }
  },
  [
    { name: 'exit code', unit: '', better: 'less', bar: 0, of: (f) => Math.abs(f.long.exitCode) },
    { name: 'memory', unit: 'MB', better: 'less', bar: 120, of: (f) => f.long.peakMemoryBytes / 1e6 },
    {
      ...{ name: 'memory over that of 200,000', unit: 'MB', better: 'less', bar: 10 },
      of: (f) => (f.long.peakMemoryBytes - f.short.peakMemoryBytes) / 1e6,
    },
  ],
)

const asBare = { outputTokens: 256, users: 32 } as const

/** Both one after the other, so that a machine that is slow today is slow for both. */
const besideBare = [
  sitting(
    '32 streams beside a bare reader',
    async (cores) => ({
      ours: await runClient(
        {
          ...{ model: 'mock-ttft50-itl5-n256', outputTokens: 256 },
          arrival: users(32),
          requests: 256,
          warmupNs: sToNs(1),
        },
        cores,
      ),
      bare: await runBare(
        { ...asBare, model: 'mock-ttft50-itl5-n256', stream: true, warmup: 32, requests: 256 },
        cores,
      ),
    }),
    [
      {
        ...{ name: 'CPU per event over its', unit: 'x', better: 'less', bar: 1.15 },
        of: ({ ours, bare }) => ours.cpuNs / ours.events / bare.cpuNs,
      },
    ],
  ),
  sitting(
    'not streamed beside a bare reader',
    async (cores) => ({
      ours: await runClient(
        { ...{ model: 'mock-fast', stream: false, arrival: users(32) }, requests: 100_000, warmupNs: sToNs(1) },
        cores,
      ),
      bare: await runBare({ ...asBare, model: 'mock-fast', stream: false, warmup: 20_000, requests: 100_000 }, cores),
    }),
    [
      {
        ...{ name: 'CPU per request over its', unit: 'x', better: 'less', bar: 3 },
        of: ({ ours, bare }) => ours.cpuNs / ours.requests / bare.cpuNs,
      },
    ],
  ),
]

const unpaced = { model: 'mock-fast', outputTokens: 1000, requests: 3000 }
const eventRows: readonly RowBar<LoadFigures>[] = [
  { name: 'events', unit: '/CPU s', better: 'more', bar: 420_000, of: (f) => perCpuSecond(f.events, f) },
]
const byWorkers = sitting(
  'unpaced streams, cores shared',
  async (cores) => {
    const run = (workers: number) =>
      runClient({ ...unpaced, arrival: users(8), warmupNs: sToNs(0.5), workers }, coresForWorkers(cores))
    return [await run(1), await run(2)] as const
  },
  ([1, 2] as const).map((workers) => ({
    ...{ name: `${workers} worker${workers === 1 ? '' : 's'}`, unit: 'events/s', better: 'more', bar: null },
    of: (of: readonly [ClientFigures, ClientFigures]) => {
      const { events, eventsOverNs } = of[workers - 1] as ClientFigures
      return events / (eventsOverNs / 1e9)
    },
  })),
)
const whole = { model: 'mock-fast', stream: false, requests: 100_000 }
const requestRows: readonly RowBar<LoadFigures>[] = [
  { name: 'requests', unit: '/CPU s', better: 'more', bar: 30_000, of: (f) => perCpuSecond(f.requests, f) },
]

/** Peers send fewer, so that the slowest of them comes to its end. */
export const costSittings: readonly Sitting[] = [
  besidePeers(
    sitting(
      'unpaced streams',
      (cores) => runClient({ ...unpaced, arrival: users(8), warmupNs: sToNs(0.5) }, cores),
      eventRows,
      true,
    ),
    eventRows,
    { ...unpaced, requests: 300, users: 8, warmup: 40, stream: true },
  ),
  besidePeers(
    sitting(
      'not streamed',
      (cores) => runClient({ ...whole, arrival: users(32), warmupNs: sToNs(1) }, cores),
      requestRows,
      true,
    ),
    requestRows,
    { ...whole, requests: 20_000, users: 32, warmup: 2000, outputTokens: 64 },
  ),
  byWorkers,
  ...besideBare,
  wholeRun,
  longRun,
]
