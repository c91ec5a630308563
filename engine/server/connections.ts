/**
 * Who is connected and what each connection waits for, so that a drain ends. Node's `server.close()` alone waits without end
 * for a connection that never sent a whole request, and for a client that has stopped reading its answer: its own timeouts
 * for both stop with the server. A connection that closes closes every response on it, begun or not.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Connections {
  opened(socket: Socket): void
  begun(request: IncomingMessage, response: ServerResponse): void
  /**
   * Ends every connection that waits for no answer, now and as answers go out. A request that is still arriving is handed
   * to `refuse`.
   */
  drain(refuse: (response: ServerResponse) => void): void
}

/** How long a complete answer may lie unread during a drain. */
const unreadMs = 10_000

/** Knows no connections yet. */
export function trackConnections(): Connections {
  const sockets = new Map<Socket, Map<ServerResponse, IncomingMessage>>()
  let draining = false
  const closeWhenIdle = (socket: Socket) => {
    if (draining && sockets.get(socket)?.size === 0) socket.destroySoon()
  }
  return {
    opened(socket) {
      sockets.set(socket, new Map())
      socket.once('close', () => {
        for (const response of sockets.get(socket)?.keys() ?? []) closeUnbegun(response)
        sockets.delete(socket)
      })
    },
    begun(request, response) {
      const { socket } = request
      sockets.get(socket)?.set(response, request)
      response.once('close', () => {
        sockets.get(socket)?.delete(response)
        closeWhenIdle(socket)
      })
    },
    drain(refuse) {
      draining = true
      for (const [socket, exchanges] of sockets) {
        for (const [response, request] of exchanges) {
          if (request.complete) limitUnread(response)
          else refuse(response)
        }
        closeWhenIdle(socket)
      }
    },
  }
}

/**
 * Tells a response whose turn on the connection never came that the client has left: Node emits `close` only on the response
 * that has the socket, and generations of pipelined requests would run on for nobody.
 */
function closeUnbegun(response: ServerResponse): void {
  if (response.socket !== null) return
  response.destroy()
  response.emit('close')
}

function limitUnread(response: ServerResponse): void {
  response.setTimeout(unreadMs, () => {
    if (response.writableEnded) response.destroy()
  })
}
