import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as nextLoop } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Incoming, readRequests } from '../../../../../src/selftest/mock/mock-server-requests.ts'

const now = () => Number(process.hrtime.bigint())
const request = (path: string, body = '{}') =>
  Buffer.from(`POST ${path} HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`)

/** A socket that brings what it is told to. */
function fakeSocket(onRequest: (request: Incoming) => void): EventEmitter {
  const socket = Object.assign(new EventEmitter(), { setNoDelay: () => {}, destroy: () => {} })
  readRequests(socket as unknown as Socket, onRequest)
  return socket
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await nextLoop()
}

test('requests that come together have arrived before the first of them is looked at', async () => {
  const seen: { readonly path: string; readonly arrivedAt: number; readonly lookedAt: number }[] = []
  const note = ({ path, arrivedAt }: Incoming) => void seen.push({ path, arrivedAt, lookedAt: now() })
  const sockets = [fakeSocket(note), fakeSocket(note), fakeSocket(note)]
  for (const [i, socket] of sockets.entries()) socket.emit('data', request(`/${i}`))
  await until(() => seen.length === 3)
  expect(seen.map(({ path }) => path)).toEqual(['/0', '/1', '/2'])
  for (const { arrivedAt } of seen) expect(arrivedAt).toBeLessThanOrEqual(seen[0]?.lookedAt as number)
})

test('a request in pieces has arrived with its last one, and two in one piece together', async () => {
  const seen: Incoming[] = []
  const socket = fakeSocket((each) => void seen.push(each))
  const bytes = Buffer.concat([request('/a', '{"a":1}'), request('/b')])
  socket.emit('data', bytes.subarray(0, 30))
  for (let loops = 0; loops < 5; loops++) await nextLoop()
  const lastPieceAt = now()
  socket.emit('data', bytes.subarray(30))
  await until(() => seen.length === 2)
  expect(seen.map(({ path, body }) => [path, body])).toEqual([
    ['/a', '{"a":1}'],
    ['/b', '{}'],
  ])
  expect(seen[0]?.arrivedAt).toBeGreaterThanOrEqual(lastPieceAt)
  expect(seen[1]?.arrivedAt).toBe(seen[0]?.arrivedAt)
})

test('requests without an end do not keep the first waiting', async () => {
  const seen: Incoming[] = []
  const socket = fakeSocket((each) => void seen.push(each))
  let sent = 0
  while (seen.length === 0) {
    socket.emit('data', request(`/${sent++}`))
    await nextLoop()
  }
  expect(seen[0]?.path).toBe('/0')
})
