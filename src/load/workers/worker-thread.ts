import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { createClient } from '../../clients/create-client.ts'
import { processClock } from '../../core/clock.ts'
import { InfbenchError } from '../../core/errors.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import type { WorkerTelemetry } from '../../core/run-header.ts'
import { NS_PER_S, S_PER_HOUR } from '../../core/units.ts'
import { logHistogram } from '../../stats/log-histogram.ts'
import type { LoadEnd, LoadRun } from '../run-load.ts'
import { startLoad } from '../run-load.ts'
import type { WorkerStart } from './messages.ts'
import { WorkerLink } from './worker-link.ts'

/**
 * One of several load generators: a whole load (loop, sockets, and the threads that both need) over its lane of the
 * schedule, on the clock that all share. Bodies come from the main thread, records go there.
 */
// Records go together, each batch no later than this after its first.
const batchMs = 5
const mostLagNs = S_PER_HOUR * NS_PER_S

const start = workerData as WorkerStart
if (parentPort === null) throw new Error('worker-thread runs as a worker thread only')
const link = new WorkerLink(parentPort, start)
announce(parentPort)
link.begun.then(run).catch((error: unknown) => {
  const { message } = error as Error
  link.post({ kind: 'fault', message, ...(error instanceof InfbenchError ? { hint: error.hint } : {}) })
})

function announce(port: MessagePort): void {
  port.postMessage('ready')
}

async function run(): Promise<void> {
  const { plan, planned, endpoint, originNs, rehearsed, countsText, playsSessions } = start
  const clock = processClock(originNs)
  const client = await createClient({ ...endpoint, clock })
  const load = startLoad({
    ...{ plan, client, clock, rehearsed, part: link },
    schedule: { planned, requests: [], ...(playsSessions ? { sessions: [] } : {}) },
    prepare: () => Promise.reject(new Error('bodies come from the main thread')),
    ...(playsSessions ? { writer: link.writer } : {}),
    tokenizer: countsText ? link.tokenizer() : null,
    ...{ stop: link.stop.signal, enough: link.enough.signal, abort: link.abort.signal },
  })
  const figures = await tellRecords(load)
  const end = await load.finished
  await client.close()
  link.post({ kind: 'end', end, worker: { ...figures, ...ownFigures(end) } })
}

const ownFigures = ({ client }: LoadEnd) => ({
  eventLoopDelayNs: client.eventLoopDelayNs,
  ...(client.readLagNs === undefined ? {} : { readLagNs: client.readLagNs }),
  connectionsOpened: client.connectionsOpened,
  gcPauses: client.gcPauses ?? { count: 0, totalNs: 0, maxNs: 0 },
  busyShare: client.busyShare ?? 0,
})

/** Hands every record on; returns what they say of this worker. */
async function tellRecords({ records }: LoadRun): Promise<Pick<WorkerTelemetry, 'sent' | 'sendLagNs'>> {
  const lags = logHistogram(mostLagNs)
  let sent = 0
  let batch: RequestRecord[] = []
  const flush = () => {
    if (batch.length > 0) post(batch)
    batch = []
  }
  try {
    for await (const record of records) {
      if (batch.push(record) === 1) setTimeout(flush, batchMs)
      // One counted after the load has come before, counted by its events.
      if (record.sentAt === null || record.countedBy === 'tokenizer') continue
      sent++
      if (record.phase === 'measure') lags.add(record.sentAt - record.scheduledAt)
    }
  } finally {
    flush()
  }
  const lag = (share: number) => lags.at(share) ?? 0
  const sendLagNs = lags.at(1) === null ? null : { p50: lag(0.5), p99: lag(0.99), max: lag(1) }
  return { sent, sendLagNs }
}

/** Copies of exactly the events: their memory may be that of many answers, or be needed once more when tokens are counted. */
function post(batch: readonly RequestRecord[]): void {
  const records = batch.map((record) => ({
    ...record,
    events: { at: record.events.at.slice(), tokens: record.events.tokens.slice() },
  }))
  const memory = records.flatMap(({ events }) => [events.at.buffer, events.tokens.buffer])
  link.post({ kind: 'records', records }, memory)
}
