import type { Socket } from 'node:net'
import { processClock } from '../../core/clock.ts'
import { NS_PER_US } from '../../core/units.ts'

export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: string
  readonly body: string
  /** When its last byte was read, ns of the machine's monotonic clock. */
  readonly arrivedAt: number
}

/**
 * Reads requests off a socket, as many as come, with content-length bodies. What comes is stamped as it is read, and looked at when no
 * more has come for a moment: the users of a closed loop ask together, and each would otherwise arrive later by what those before it take.
 */
export function readRequests(socket: Socket, onRequest: (request: Incoming) => void): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    const arrivedAt = now()
    whenQuiet(arrivedAt, () => take(chunk, arrivedAt))
  })
  const take = (chunk: Buffer, arrivedAt: number) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const headers = pending.toString('latin1', 0, headEnd)
      const end = headEnd + 4 + Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0)
      if (pending.length < end) return
      const [method, path] = headers.split(' ') as [string, string]
      const body = pending.toString('utf8', headEnd + 4, end)
      pending = pending.subarray(end)
      onRequest({ method, path, headers, body, arrivedAt })
    }
  }
}

const { nowNs: now } = processClock(0n)
/** A client hands its requests to their sockets one after another, some microseconds apart. */
const quietNs = 20 * NS_PER_US
/** Nothing waits longer than this for quiet. */
const mostWaitNs = 200 * NS_PER_US
const waiting: { readonly at: number; readonly run: () => void }[] = []
let lastAt = 0

/** Runs it when no more is read, in the order of the reads, with another look at the sockets in between. */
function whenQuiet(at: number, run: () => void): void {
  lastAt = at
  if (waiting.push({ at, run }) === 1) setImmediate(runFirst)
}

function runFirst(): void {
  const at = now()
  const isTime = at - lastAt >= quietNs || at - (waiting[0]?.at ?? 0) >= mostWaitNs
  if (isTime) waiting.shift()?.run()
  if (waiting.length > 0) setImmediate(runFirst)
}
