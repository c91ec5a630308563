/** What a peer says of its load, beside what the server's log says really happened. */
import { nsToMs } from '../../../src/core/units.ts'
import type { PeerTask } from '../peers/client-peer.ts'
import type { ClientFigures } from '../runners/client-task.ts'
import { cpuBetween } from '../runners/process-tree.ts'
import type { PeerRun } from '../runners/run-peer.ts'
import { type Spread, spreadOf } from './spread.ts'

/** The part of a client's figures that a peer's output and the log give. */
export type LoadFigures = Pick<
  ClientFigures,
  'requests' | 'failed' | 'ttft' | 'e2e' | 'itl' | 'events' | 'cpuNs' | 'peakMemoryBytes'
>

export interface PeerFigures extends LoadFigures {
  readonly exitCode: number | null
  /** Of the whole program, its start included. */
  readonly wholeCpuNs: number
}

/**
 * Errors are differences of quantiles, what the peer says minus what the log says, since few peers mark their requests. Both
 * lists leave out the first requests to start. Throws with the peer's last words where it said nothing of its load.
 */
export function peerFigures(run: PeerRun, task: PeerTask): PeerFigures {
  const { times, readings, exitCode } = run
  if (times === null || times.succeeded === 0) throw new Error(`exit code ${exitCode}: ${lastLine(run.said)}`)
  const log = run.log.toSorted((a, b) => a.arrivedAt - b.arrivedAt).slice(task.warmup)
  const from = log[0]?.arrivedAt ?? Number.NaN
  const to = Math.max(...log.map(({ endedAt }) => endedAt ?? 0))
  const truth = {
    ttft: log.map(({ tokenAt, arrivedAt }) => nsToMs((tokenAt[0] ?? Number.NaN) - arrivedAt)),
    e2e: log.map(({ endedAt, arrivedAt }) => nsToMs((endedAt ?? Number.NaN) - arrivedAt)),
    gaps: log.flatMap(({ tokenAt }) => tokenAt.slice(1).map((at, i) => nsToMs(at - (tokenAt[i] as number)))),
  }
  const tokens = log.reduce(
    (sum, entry) => sum + (entry.model.includes('fast') ? task.outputTokens : entry.tokenAt.length),
    0,
  )
  return {
    exitCode,
    requests: log.length,
    failed: Math.max(0, task.requests - times.succeeded),
    ttft: off(times.ttftMs?.slice(task.warmup), truth.ttft),
    e2e: off(times.e2eMs?.slice(task.warmup), truth.e2e),
    itl: off(times.gapsMs?.slice(task.warmup).flat(), truth.gaps),
    events: tokens,
    cpuNs: cpuBetween(readings, from, to),
    wholeCpuNs: Math.max(...readings.map(({ cpuNs }) => cpuNs)),
    peakMemoryBytes: Math.max(...readings.map(({ residentBytes }) => residentBytes)),
  }
}

function off(told: readonly number[] | undefined, truth: readonly number[]): Spread {
  const [a, b] = [spreadOf(told ?? []), spreadOf(truth)]
  return { p50: a.p50 - b.p50, p90: a.p90 - b.p90, p99: a.p99 - b.p99, max: a.max - b.max }
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''
