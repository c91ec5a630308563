import { z } from 'zod'
import type { RunHeader, WorkerTelemetry } from '../../core/run-header.ts'
import { nsToMs } from '../../core/units.ts'

const count = z.int().nonnegative()

const threePoints = z.object({ p50: z.number(), p99: z.number(), max: z.number() })
const pauses = z.object({ count, total: z.number(), max: z.number() })

const readLagMs = threePoints
  .nullable()
  .optional()
  .describe(
    'how long bytes of answers had been there when they were stamped, by the kernel, of a sample of the reads; of segments that one read brought it knows the last. null: unknown; absent in runs of earlier versions and of transports that cannot ask',
  )

const worker = z.object({
  ...{ sent: count, busyShare: z.number(), connectionsOpened: count },
  ...{ eventLoopDelayMs: threePoints, readLagMs, gcPauseMs: pauses },
  sendLagMs: threePoints.nullable().describe('of its measured requests; null: it sent none'),
})

/** How the load generator fared, in a run document. */
export const clientSchema = z.object({
  eventLoopDelayMs: threePoints,
  readLagMs,
  ...{ cpuShare: z.number(), maxInFlight: z.number(), connectionsOpened: z.number() },
  heldBack: z
    .object({ requests: count, longestMs: z.number() })
    .nullable()
    .describe('measured requests that arrival.maxInFlight made wait; null where there was no such limit'),
  gcPauseMs: pauses
    .nullable()
    .describe('pauses of the sending thread for its garbage; null in runs of earlier versions'),
  transport: z
    .string()
    .nullable()
    .describe(
      'what carried the requests: native, node or undici; null for other drivers and in runs of earlier versions',
    ),
  workers: z
    .array(worker)
    .nullable()
    .describe('each of several load generators; the figures above are then the worst of theirs; null: there was one'),
})

type ClientBlock = z.infer<typeof clientSchema>

/** Null: the run has not ended. ns become ms here. */
export function clientBlock({ client }: RunHeader): ClientBlock | null {
  if (client === null) return null
  const { cpuShare, maxInFlight, connectionsOpened, heldBack, transport = null } = client
  const gc = client.gcPauses
  const gcPauseMs = gc === undefined ? null : { count: gc.count, total: nsToMs(gc.totalNs), max: nsToMs(gc.maxNs) }
  const held = heldBack === undefined ? null : { requests: heldBack.requests, longestMs: nsToMs(heldBack.longestNs) }
  const workers = client.workers?.map(workerBlock) ?? null
  return {
    ...{ ...delaysBlock(client), cpuShare, maxInFlight, connectionsOpened },
    ...{ heldBack: held, gcPauseMs, transport, workers },
  }
}

type Delays = Pick<WorkerTelemetry, 'eventLoopDelayNs' | 'readLagNs'>

const inMs = ({ p50, p99, max }: Delays['eventLoopDelayNs']) => ({
  p50: nsToMs(p50),
  p99: nsToMs(p99),
  max: nsToMs(max),
})

const delaysBlock = ({ eventLoopDelayNs, readLagNs }: Delays) => ({
  eventLoopDelayMs: inMs(eventLoopDelayNs),
  ...(readLagNs === undefined ? {} : { readLagMs: readLagNs === null ? null : inMs(readLagNs) }),
})

function workerBlock(worker: WorkerTelemetry) {
  const { sent, busyShare, connectionsOpened, gcPauses, sendLagNs } = worker
  return {
    ...{ sent, busyShare, connectionsOpened, ...delaysBlock(worker) },
    gcPauseMs: { count: gcPauses.count, total: nsToMs(gcPauses.totalNs), max: nsToMs(gcPauses.maxNs) },
    sendLagMs: sendLagNs === null ? null : inMs(sendLagNs),
  }
}
