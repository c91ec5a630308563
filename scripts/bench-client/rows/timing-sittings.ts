import { sToNs } from '../../../src/core/units.ts'
import type { ClientTask } from '../runners/client-task.ts'
import { runClient } from '../runners/run-client.ts'
import type { LoadFigures } from '../figures/peer-figures.ts'
import { besidePeers, type RowBar, type Sitting, sitting } from './sitting.ts'

/** How far the client's times are from the server's own log. */
const less = (name: string, unit: string, bar: number, of: (figures: LoadFigures) => number): RowBar<LoadFigures> => ({
  ...{ name, unit, better: 'less', bar, of },
})

const ttft = [
  less('TTFT bias p50', 'ms', 0.2, (f) => Math.abs(f.ttft.p50)),
  less('TTFT bias p99', 'ms', 1, (f) => f.ttft.p99),
]
const others = [
  less('E2E bias p50', 'ms', 0.4, (f) => Math.abs(f.e2e.p50)),
  less('E2E bias p99', 'ms', 2, (f) => f.e2e.p99),
  less('ITL error p99', 'ms', 0.4, (f) => f.itl.p99),
]
const perEvent = less('CPU per event', 'us', 12, (f) => f.cpuNs / 1e3 / f.events)

const users = (count: number) => ({ process: 'concurrency', users: count, thinkTimeNs: 0 }) as const

type Row = RowBar<LoadFigures>
const timed = (name: string, task: ClientTask, rows: readonly Row[], quick = false): Sitting =>
  sitting(name, (cores) => runClient(task, cores), rows, quick)

/** The same closed loop by peers, which leave out as many of their first requests as we send in our warm-up. */
function raced(name: string, task: ClientTask & { arrival: { users: number } }, rows: readonly Row[], quick = false) {
  const { model, requests, arrival, outputTokens = 64 } = task
  const shape = { model, requests, outputTokens, users: arrival.users, stream: true }
  return besidePeers(timed(name, task, rows, quick), rows, { ...shape, warmup: 2 * arrival.users })
}

const eight = { arrival: users(8), requests: 88, warmupNs: sToNs(1) }

const thirtyTwo = { outputTokens: 256, arrival: users(32), requests: 256, warmupNs: sToNs(1) }

/**
 * In step: the events of all streams leave together, as those of a server that decodes in batches. A stream by itself costs a
 * wake-up of the core for each event, which no client can spare.
 */
export const timingSittings: readonly Sitting[] = [
  raced('8 users', { model: 'mock-ttft50-itl10-n64', ...eight }, [...ttft, ...others], true),
  raced('8 users, early role chunk', { model: 'mock-ttft50-itl10-n64-role5', ...eight }, ttft),
  raced('8 users, reasoning first', { model: 'mock-ttft50-itl10-n64-rsn16', ...eight }, ttft),
  raced('32 streams of 200 tok/s', { model: 'mock-ttft50-itl5-n256', ...thirtyTwo }, [...ttft, perEvent], true),
  raced('32 streams in step', { model: 'mock-ttft50-itl5-n256-batch5', ...thirtyTwo }, [perEvent], true),
  timed(
    '2,000 streams begun over 4 s',
    {
      ...{ model: 'mock-ttft500-itl50-n96', outputTokens: 96, requests: 2000, warmupNs: 0 },
      arrival: { ...users(2000), rampUpNs: sToNs(4) },
    },
    [less('failed', 'requests', 0, (f) => f.failed), ...ttft, ...others, perEvent],
  ),
  timed(
    '2,000 streams of 20 tok/s',
    { model: 'mock-ttft500-itl50-n96', outputTokens: 96, arrival: users(2000), requests: 2000, warmupNs: 0 },
    [less('failed', 'requests', 0, (f) => f.failed), ...ttft, ...others, perEvent],
  ),
]
