import type { ClientTelemetry, WorkerTelemetry } from '../../core/run-header.ts'
import type { LoadEnd } from '../run-load.ts'

/** How a worker's part of a run ended. */
export interface WorkerEnd {
  readonly end: LoadEnd
  readonly worker: WorkerTelemetry
}

/**
 * The end of a run from those of its workers: counts are summed; of every other figure it has the worst, because a run is no better than
 * the worst of those who measured it. `maxInFlight`: of all together. CPU is the process's, which each of them saw.
 */
export function mergeEnds(ends: readonly WorkerEnd[], maxInFlight: number): LoadEnd {
  const [first] = ends
  if (first === undefined) throw new TypeError('a run has at least one worker')
  const clients = ends.map(({ end }) => end.client)
  return {
    window: {
      startAt: first.end.window.startAt,
      endAt: Math.max(...ends.map(({ end }) => end.window.endAt)),
    },
    interrupted: ends.some(({ end }) => end.interrupted),
    client: {
      eventLoopDelayNs: worstOf(clients.map(({ eventLoopDelayNs }) => eventLoopDelayNs)),
      ...readLag(clients),
      cpuShare: Math.max(...clients.map(({ cpuShare }) => cpuShare)),
      busyShare: Math.max(...ends.map(({ worker }) => worker.busyShare)),
      maxInFlight,
      connectionsOpened: sum(clients.map(({ connectionsOpened }) => connectionsOpened)),
      ...heldBack(clients),
      ...(first.end.client.transport === undefined ? {} : { transport: first.end.client.transport }),
      gcPauses: {
        count: sum(ends.map(({ worker }) => worker.gcPauses.count)),
        totalNs: sum(ends.map(({ worker }) => worker.gcPauses.totalNs)),
        maxNs: Math.max(...ends.map(({ worker }) => worker.gcPauses.maxNs)),
      },
      workers: ends.map(({ worker }) => worker),
    },
  }
}

function worstOf(each: readonly ClientTelemetry['eventLoopDelayNs'][]): ClientTelemetry['eventLoopDelayNs'] {
  const worst = (key: 'p50' | 'p99' | 'max') => Math.max(...each.map((delays) => delays[key]))
  return { p50: worst('p50'), p99: worst('p99'), max: worst('max') }
}

/** Of the workers that compared reads; absent where none of them can. */
function readLag(clients: readonly ClientTelemetry[]): Pick<ClientTelemetry, 'readLagNs'> {
  const told = clients.flatMap(({ readLagNs }) => (readLagNs === undefined ? [] : [readLagNs]))
  if (told.length === 0) return {}
  const known = told.filter((each) => each !== null)
  return { readLagNs: known.length === 0 ? null : worstOf(known) }
}

function heldBack(clients: readonly ClientTelemetry[]): Pick<ClientTelemetry, 'heldBack'> {
  const held = clients.flatMap((client) => client.heldBack ?? [])
  if (held.length === 0) return {}
  const requests = sum(held.map((each) => each.requests))
  return { heldBack: { requests, longestNs: Math.max(...held.map(({ longestNs }) => longestNs)) } }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
