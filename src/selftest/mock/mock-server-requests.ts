import type { Socket } from 'node:net'

export interface Incoming {
  readonly method: string
  readonly path: string
  readonly headers: string
  readonly body: string
}

/** Reads requests off a socket, as many as come, with content-length bodies. */
export function readRequests(socket: Socket, onRequest: (request: Incoming) => void): void {
  let pending = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
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
      onRequest({ method, path, headers, body })
    }
  })
}
