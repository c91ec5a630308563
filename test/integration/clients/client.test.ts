import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Client, PreparedRequest } from '../../../src/clients/client.ts'
import { createClient } from '../../../src/clients/create-client.ts'
import { processClock } from '../../../src/core/clock.ts'
import type { Incoming } from '../../../src/selftest/mock/mock-server-requests.ts'
import {
  chunkedHead,
  httpChunk,
  lastChunk,
  response,
  type ScriptedServer,
  scriptedServer,
} from '../../helpers/scripted-server.ts'
import { transports } from '../../helpers/transports.ts'

const never = new AbortController().signal
const request = (changes: Partial<PreparedRequest> = {}): PreparedRequest => ({
  ...{ path: '/chat/completions', body: Buffer.from('{"model":"m"}'), timeoutNs: 5e9 },
  ...changes,
})
const text = (body: Uint8Array) => Buffer.from(body).toString('utf8')
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A stream whose pieces come 40 ms apart. */
async function dribble(socket: Socket, pieces: readonly string[]): Promise<void> {
  socket.write(chunkedHead)
  for (const piece of pieces) {
    await wait(40)
    socket.write(httpChunk(piece))
  }
  socket.write(lastChunk)
}

describe.each(Object.entries(transports))('%s', (_, create) => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const it of open.splice(0)) await it.close()
  })

  async function against(
    script: (socket: Socket, request: Incoming, number: number) => void,
    host?: string,
  ): Promise<{ client: Client; server: ScriptedServer }> {
    const server = await scriptedServer(script, host === undefined ? {} : { host })
    const client = create({ baseUrl: server.url, headers: { authorization: 'Bearer key' }, clock: processClock() })
    open.push(client, server)
    return { client, server }
  }
  const send = (client: Client, changes: Partial<PreparedRequest> = {}, signal = never) =>
    client.send(request(changes), signal)

  test('the request arrives whole, with its headers', async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    const body = Buffer.from(JSON.stringify({ prompt: '漢'.repeat(50_000) }))
    await send(client, { body })
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: String(body) })
    expect(server.requests[0]?.headers.toLowerCase()).toContain('authorization: bearer key')
  })

  test('a counted answer is complete, with times in order', async () => {
    const { client } = await against((socket) => socket.write(response('{"a":1}')))
    const raw = await send(client)
    expect([raw.status, raw.contentType, text(raw.body), raw.failure]).toEqual([
      200,
      'application/json',
      '{"a":1}',
      null,
    ])
    const times = [raw.sentAt, raw.headersAt, ...raw.readAt, raw.doneAt] as number[]
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  test('a stream is stamped read by read', async () => {
    const { client } = await against((socket) => void dribble(socket, ['data: a\n\n', 'data: b\n\n', 'data: c\n\n']))
    const raw = await send(client)
    expect(text(raw.body)).toBe('data: a\n\ndata: b\n\ndata: c\n\n')
    expect([...raw.readEnds]).toEqual([9, 18, 27])
    const [first, second, third] = raw.readAt
    expect((second as number) - (first as number)).toBeGreaterThan(20e6)
    expect((third as number) - (second as number)).toBeGreaterThan(20e6)
    expect((first as number) - (raw.headersAt as number)).toBeGreaterThan(20e6)
  })

  test('a body without framing ends with the connection', async () => {
    const { client } = await against((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: a\n\n'),
    )
    const raw = await send(client)
    expect([text(raw.body), raw.failure]).toEqual(['data: a\n\n', null])
  })

  test('an informational response is not the answer', async () => {
    const { client } = await against((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${response('{}')}`),
    )
    expect(await send(client)).toMatchObject({ status: 200, failure: null })
  })

  test('an error status is an answer of the wire', async () => {
    const { client } = await against((socket) =>
      socket.write('HTTP/1.1 429 Slow\r\nretry-after: 3\r\ncontent-length: 2\r\n\r\nno'),
    )
    const raw = await send(client)
    expect([raw.status, raw.retryAfter, text(raw.body), raw.failure]).toEqual([429, '3', 'no', null])
  })

  test('one after another they share a connection', async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    for (let i = 0; i < 5; i++) expect((await send(client)).failure).toBeNull()
    expect([client.connectionsOpened, server.connections]).toEqual([1, 1])
  })

  test('at once each has a connection of its own, kept for the next round', async () => {
    const { client, server } = await against((socket) => void setTimeout(() => socket.write(response('{}')), 50))
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 12 }, () => send(client)))
    expect([client.connectionsOpened, server.connections, server.requests.length]).toEqual([12, 12, 36])
  })

  test('connections opened ahead are used', async () => {
    const { client, server } = await against(
      (socket) => void setTimeout(() => socket.write(response('{"data":[]}')), 50),
    )
    await client.warm(6)
    expect(client.connectionsOpened).toBe(6)
    await Promise.all(Array.from({ length: 6 }, () => send(client)))
    expect([client.connectionsOpened, server.connections]).toEqual([6, 6])
  })

  test('a server that wants the connection closed gets its wish', async () => {
    const { client, server } = await against((socket) => socket.end(response('{}', 'connection: close\r\n')))
    for (let i = 0; i < 3; i++) expect((await send(client)).failure).toBeNull()
    expect(server.connections).toBe(3)
  })

  test('a kept connection that died unseen is replaced once, without a failure', async () => {
    const { client, server } = await against((socket, _, number) => {
      if (number === 1) socket.write(response('{}'))
      else socket.destroy()
    })
    await send(client)
    const raw = await send(client)
    expect([raw.failure, text(raw.body)]).toEqual([null, '{}'])
    expect([server.requests.length, server.connections]).toEqual([3, 2])
  })

  test('a fresh connection that dies is a failure, and the request is not repeated', async () => {
    const { client, server } = await against((socket) => socket.destroy())
    const raw = await send(client)
    expect([raw.failure?.kind, raw.status, raw.body.length]).toEqual(['cut', null, 0])
    expect(raw.failure?.detail).toContain('before any response byte')
    expect(server.requests).toHaveLength(1)
  })

  test('a kept connection that dies inside the answer is a failure, and the request is not repeated', async () => {
    const { client, server } = await against((socket, _, number) => {
      if (number === 1) socket.write(response('{}'))
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', () => socket.resetAndDestroy())
    })
    await send(client)
    expect((await send(client)).failure?.kind).toBe('cut')
    expect(server.requests).toHaveLength(2)
  })

  test.each(['reset', 'close'])('a %s inside a stream is a cut, and what came is kept', async (how) => {
    const { client } = await against((socket) => {
      socket.write(chunkedHead + httpChunk('data: a\n\n'))
      setTimeout(() => (how === 'reset' ? socket.resetAndDestroy() : socket.end()), 50)
    })
    const raw = await send(client)
    expect([raw.failure?.kind, raw.status, text(raw.body)]).toEqual(['cut', 200, 'data: a\n\n'])
    expect(raw.failure?.detail).toContain('after 9 body bytes')
  })

  test('a counted body that comes short is a cut', async () => {
    const { client } = await against((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'))
    expect((await send(client)).failure?.kind).toBe('cut')
  })

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['binary rubbish', '\u0000\u0001\u0002\u0003\u0004'],
    ['a broken chunk', `${chunkedHead}zz\r\n`],
  ])('%s is malformed', async (_name, bytes) => {
    const { client } = await against((socket) => socket.end(bytes))
    expect((await send(client)).failure?.kind).toBe('malformed')
  })

  test('nothing that listens is a connect failure', async () => {
    const { client, server } = await against(() => {})
    await server.close()
    const raw = await send(client)
    expect([raw.failure?.kind, raw.sentAt]).toEqual(['connect', null])
    expect(raw.failure?.detail).toContain('ECONNREFUSED')
  })

  test('a host without an address is a connect failure', async () => {
    const client = create({ baseUrl: 'http://nowhere.invalid/v1', headers: {}, clock: processClock() })
    open.push(client)
    expect((await send(client)).failure?.kind).toBe('connect')
  })

  test('a server without an answer is a timeout, counted from the request', async () => {
    const { client } = await against(() => {})
    const raw = await send(client, { timeoutNs: 150e6 })
    expect(raw.failure).toMatchObject({ kind: 'timeout' })
    expect(raw.doneAt - (raw.sentAt as number)).toBeGreaterThan(140e6)
  })

  test('a stream that does not end is a timeout, and what came is kept', async () => {
    const { client } = await against((socket) => socket.write(chunkedHead + httpChunk('data: a\n\n')))
    const raw = await send(client, { timeoutNs: 150e6 })
    expect([raw.failure?.kind, raw.status, text(raw.body)]).toEqual(['timeout', 200, 'data: a\n\n'])
  })

  test('an abort ends what is in flight at once', async () => {
    const { client } = await against((socket) => socket.write(chunkedHead + httpChunk('data: a\n\n')))
    const stop = new AbortController()
    const answers = Promise.all(Array.from({ length: 20 }, () => send(client, {}, stop.signal)))
    await wait(100)
    stop.abort()
    const failures = (await answers).map((raw) => raw.failure?.kind)
    expect(new Set(failures)).toEqual(new Set(['cancelled']))
  })

  test('after an abort nothing is sent, and other signals go on', async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    const stop = new AbortController()
    stop.abort()
    const raw = await send(client, {}, stop.signal)
    expect([raw.failure?.kind, raw.sentAt, server.requests.length]).toEqual(['cancelled', null, 0])
    expect((await send(client)).failure).toBeNull()
  })

  test('the connection of an ended exchange is not used again', async () => {
    const { client, server } = await against((socket, _, number) => {
      if (number > 1 || server.connections > 1) socket.write(response('{"right":1}'))
      else setTimeout(() => socket.write(response('{"late":1}')), 200)
    })
    await send(client, { timeoutNs: 100e6 })
    expect(text((await send(client)).body)).toBe('{"right":1}')
  })
})

test('a name with several addresses reaches the one that answers', async () => {
  const server = await scriptedServer((socket) => socket.write(response('{}')))
  const client = await createClient({
    baseUrl: `http://localhost:${server.port}/v1`,
    headers: {},
    clock: processClock(),
  })
  const raw = await client.send(request(), never)
  expect(raw.failure).toBeNull()
  await client.close()
  await server.close()
})

describe('TLS', () => {
  const pem = (name: string) =>
    readFileSync(new URL(`../../fixtures/tls/localhost.${name}.pem`, import.meta.url), 'utf8')
  const tls = { key: pem('key'), cert: pem('cert') }

  test('https goes through undici and is stamped alike', async () => {
    const server = await scriptedServer((socket) => socket.write(chunkedHead + httpChunk('data: a\n\n') + lastChunk), {
      tls,
    })
    const client = await createClient({ baseUrl: server.url, headers: {}, clock: processClock(), ca: tls.cert })
    const raw = await client.send(request(), never)
    expect([raw.failure, text(raw.body), raw.readAt.length]).toEqual([null, 'data: a\n\n', 1])
    expect(client.connectionsOpened).toBe(1)
    await client.close()
    await server.close()
  })

  test('a certificate that nobody vouches for is a TLS failure', async () => {
    const server = await scriptedServer((socket) => socket.write(response('{}')), { tls })
    const client = await createClient({ baseUrl: server.url, headers: {}, clock: processClock() })
    const raw = await client.send(request(), never)
    expect(raw.failure?.kind).toBe('tls')
    await client.close()
    await server.close()
  })

  test('a server that does not speak TLS is a TLS failure', async () => {
    const server = await scriptedServer(() => {})
    const client = await createClient({
      baseUrl: server.url.replace('http:', 'https:'),
      headers: {},
      clock: processClock(),
    })
    const answer = client.send(request({ timeoutNs: 2e9 }), never)
    expect((await answer).failure?.kind).toBeOneOf(['tls', 'connect'])
    await client.close()
    await server.close()
  })
})
