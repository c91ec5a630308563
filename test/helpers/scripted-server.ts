import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { type Incoming, readRequests } from '../../src/selftest/mock/mock-server-requests.ts'

/** A server in this process that does with each request exactly what the script says. */
export interface ScriptedServer {
  readonly port: number
  readonly url: string
  /** Requests and connections so far. */
  readonly requests: Incoming[]
  connections: number
  close(): Promise<void>
}

/** `script` gets the socket, the request and its number on that connection, from 1. */
export async function scriptedServer(
  script: (socket: Socket, request: Incoming, number: number) => void,
  options: { tls?: TlsOptions; host?: string } = {},
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>()
  const requests: Incoming[] = []
  const onSocket = (socket: Socket) => {
    sockets.add(socket)
    scripted.connections++
    let number = 0
    readRequests(socket, (request) => {
      requests.push(request)
      script(socket, request, ++number)
    })
  }
  const server: Server = options.tls === undefined ? createServer(onSocket) : createTlsServer(options.tls, onSocket)
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as { port: number }
  const scripted = {
    ...{ port, requests, connections: 0 },
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  return scripted
}

/** A whole response with a counted body. */
export const response = (body: string, headers = '') =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

export const chunkedHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
export const httpChunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
export const lastChunk = '0\r\n\r\n'
