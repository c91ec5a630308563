import { createServer } from 'node:net'
import type { Clock } from '../../core/clock.ts'
import { RawClient } from './raw-client.ts'

/**
 * Runs the client's whole path (connect, write, read, de-frame, finish) against a server inside this process, so that the
 * first measured request does not pay for compilation: cold, it is several milliseconds late.
 */
const rounds = 60
const atOnce = 8
const chunksPerAnswer = 24

const eventText = `data: {"choices":[{"index":0,"delta":{"content":" rehearsal"},"finish_reason":null}]}\n\n`
const chunk = Buffer.from(`${eventText.length.toString(16)}\r\n${eventText}\r\n`)
const head = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n')
const end = Buffer.from('0\r\n\r\n')

/** Resolves when the path is warm; takes about 0.1 s, touches no network but the loopback, never fails. */
export async function rehearse(clock: Clock): Promise<void> {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', () => {
      socket.write(head)
      for (let i = 0; i < chunksPerAnswer; i++) socket.write(chunk)
      socket.write(end)
    })
  })
  const port = await new Promise<number | null>((resolve) => {
    server.once('error', () => resolve(null))
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  if (port === null) return
  const client = new RawClient({ baseUrl: `http://127.0.0.1:${port}/v1`, headers: {}, clock })
  const signal = new AbortController().signal
  const request = { path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: 5e9 }
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: atOnce }, () => client.send(request, signal)))
  }
  await client.close()
  server.close()
}
