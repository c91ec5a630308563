import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { parseUpstream } from '../../../src/record/addresses.ts'
import { type Recording, startRecording } from '../../../src/record/recorder.ts'
import { loadRelay } from '../../../src/record/wire/native/load-relay.ts'
import type { Carrier } from '../../../src/record/wire/open-proxy.ts'
import type { RecordedRow } from '../../../src/workload/sources/formats/logs/recorded.ts'
import { chunkedHead, httpChunk, lastChunk, response } from '../../helpers/scripted-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-proxy-'))
const now = AbortSignal.abort()
const openServers: Server[] = []
const sockets = new Set<Socket>()
let recording: Recording | null = null
let files = 0

afterEach(async () => {
  await recording?.finish(now)
  recording = null
  for (const socket of sockets) socket.destroy()
  for (const server of openServers.splice(0)) server.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A server that gives every connection to `serve`; its port. */
async function upstream(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  openServers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

async function recordBy(carrier: Carrier, port: number): Promise<{ port: number; rows: () => Promise<RecordedRow[]> }> {
  const output = join(folder, `${files++}.jsonl`)
  recording = await startRecording({
    ...{ to: parseUpstream(`http://127.0.0.1:${port}/v1`), listen: { host: '127.0.0.1', port: 0 }, output },
    ...{ append: false, withText: false, salt: null, clock: processClock(), rehearsed: true, carrier },
  })
  const rows = async () => {
    await recording?.finish(now)
    return readFileSync(output, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RecordedRow)
  }
  return { port: Number(new URL(recording.url).port), rows }
}

function client(port: number): Socket & { all: () => Promise<string>; until: (text: string) => Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  sockets.add(socket)
  let seen = ''
  socket.setEncoding('latin1')
  socket.on('data', (text) => void (seen += text)).on('error', () => {})
  const all = () =>
    new Promise<string>((resolve) => socket.once('close', () => resolve(seen)).once('end', () => resolve(seen)))
  const until = async (text: string) => {
    while (!seen.includes(text)) await Promise.race([once(socket, 'data'), once(socket, 'close')])
    return seen
  }
  return Object.assign(socket, { all, until })
}

const post = (body: object, host: string, more = '') => {
  const text = JSON.stringify(body)
  return `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host}\r\n${more}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}
const hello = { model: 'm', stream: true, messages: [{ role: 'user', content: 'hello' }] }
const usage = { prompt_tokens: 5, completion_tokens: 2 }
const event = (value: object) => httpChunk(`data: ${JSON.stringify(value)}\n\n`)
const streamed = [
  chunkedHead,
  event({ choices: [{ delta: { content: 'a' } }] }),
  event({ choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] }),
  event({ choices: [], usage }),
  httpChunk('data: [DONE]\n\n') + lastChunk,
]

const carriers: readonly Carrier[] = loadRelay() === null ? ['node'] : ['native', 'node']

describe.each(carriers)('through the %s carrier', (carrier) => {
  const record = (port: number) => recordBy(carrier, port)

  test('every byte passes both ways as it came, on one connection for many requests; Host alone is the upstream', async () => {
    let received = ''
    const port = await upstream((socket) => {
      socket.on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1')
        if (received.endsWith('}')) socket.write(streamed.join(''))
        if (received.endsWith('models HTTP/1.1\r\n\r\n'))
          socket.write(response('{"data":[]}', 'X-Odd: \u00e9\r\n'), 'latin1')
      })
    })
    const proxy = await record(port)
    const socket = client(proxy.port)
    const odd = 'aUTHORIZATION:   Bearer k\r\nX-Multi: a\r\nX-Multi: b\r\n'
    for (let i = 1; i <= 3; i++) {
      socket.write(post(hello, 'localhost:8700', odd))
      while ((await socket.until('[DONE]')).split('[DONE]').length <= i) await once(socket, 'data')
    }
    socket.write('GET /v1/models HTTP/1.1\r\n\r\n')
    expect(await socket.until('{"data":[]}')).toBe(
      streamed.join('').repeat(3) + response('{"data":[]}', 'X-Odd: \u00e9\r\n'),
    )
    const sent = post(hello, `127.0.0.1:${port}`, odd)
    expect(received).toBe(`${sent.repeat(3)}GET /v1/models HTTP/1.1\r\n\r\n`)
    const rows = await proxy.rows()
    expect(rows.map(({ input_tokens, output_tokens, outcome }) => [input_tokens, output_tokens, outcome])).toEqual(
      [1, 2, 3].map(() => [5, 2, 'ok']),
    )
    expect(recording?.progress()).toMatchObject({ recorded: 3, passedOn: 1, missed: 0, unreachable: 0 })
  })

  test('events are passed on one by one, not held until the answer is whole', async () => {
    let next = () => {}
    const port = await upstream((socket) => {
      const parts = [...streamed]
      next = () => void socket.write(parts.shift() ?? '')
      socket.once('data', next)
    })
    const proxy = await record(port)
    const socket = client(proxy.port)
    socket.write(post(hello, 'x'))
    let expected = ''
    for (const part of streamed) {
      expected += part
      expect(await socket.until(part)).toBe(expected)
      next()
    }
    expect(await proxy.rows()).toMatchObject([{ outcome: 'ok', output_tokens: 2 }])
  })

  test('a client that leaves is seen to leave by the upstream, and the row says cancelled', async () => {
    let gone: Promise<unknown> = Promise.resolve()
    const port = await upstream((socket) => {
      gone = new Promise((resolve) => socket.once('close', resolve).once('end', resolve).once('error', resolve))
      socket.once('data', () => socket.write(streamed.slice(0, 2).join('')))
    })
    const proxy = await record(port)
    const socket = client(proxy.port)
    socket.write(post(hello, 'x'))
    await socket.until('"a"')
    socket.resetAndDestroy()
    await gone
    expect(await proxy.rows()).toMatchObject([{ outcome: 'cancelled', output_tokens: 1, output_counted_by: 'events' }])
  })

  test.each([
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['closes', (socket: Socket) => socket.end()],
  ])('an upstream that %s in mid-answer cuts the client off as well, and the row says cut', async (_, end) => {
    const port = await upstream((socket) => {
      socket.once('data', () => socket.write(streamed.slice(0, 2).join(''), () => setTimeout(() => end(socket), 20)))
    })
    const proxy = await record(port)
    const socket = client(proxy.port)
    socket.write(post(hello, 'x'))
    expect(await socket.all()).toBe(streamed.slice(0, 2).join(''))
    socket.end()
    expect(await proxy.rows()).toMatchObject([{ outcome: 'cut', status: 200, output_tokens: 1 }])
  })

  test('an upstream that is not there is a 502 in the shape of an error of OpenAI', async () => {
    const port = await upstream(() => {})
    await new Promise((resolve) => openServers.pop()?.close(resolve))
    const proxy = await record(port)
    const answer = await fetch(`http://127.0.0.1:${proxy.port}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...hello, padding: 'x'.repeat(300_000) }),
    })
    expect(answer.status).toBe(502)
    expect(await answer.json()).toEqual({
      error: {
        message: `infbench record: http://127.0.0.1:${port} cannot be reached (ECONNREFUSED)`,
        ...{ type: 'upstream_unreachable', param: null, code: 502 },
      },
    })
    expect(await proxy.rows()).toMatchObject([{ status: 502, input_tokens: null }])
    expect(recording?.progress().unreachable).toBe(1)
  })

  test('large bodies pass whole while the slower side makes the other wait', async () => {
    const size = 24 * 2 ** 20
    let sent = 0
    const port = await upstream((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`)
        const piece = Buffer.alloc(65_536, 'x')
        const more = () => {
          while (sent < size) {
            sent += piece.length
            if (!socket.write(piece)) return void socket.once('drain', more)
          }
        }
        more()
      })
    })
    const proxy = await record(port)
    const socket = connect({ port: proxy.port, host: '127.0.0.1' })
    sockets.add(socket)
    socket.write(post(hello, 'x'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(sent).toBeLessThan(size)
    let received = 0
    socket.on('data', (bytes) => void (received += bytes.length))
    while (received < size) await once(socket, 'data')
    expect(sent).toBe(size)
  })

  test('chunked requests, interim answers and HTTP/1.0 answers pass and are recorded', async () => {
    const body = JSON.stringify(hello)
    const request = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${httpChunk(body)}${lastChunk}`
    const answer = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\n${JSON.stringify({ choices: [{ message: { content: 'a' } }], usage })}`
    const port = await upstream((socket) => void socket.once('data', () => socket.end(answer)))
    const proxy = await record(port)
    const socket = client(proxy.port)
    socket.write(request)
    expect(await socket.all()).toBe(answer)
    socket.end()
    expect(await proxy.rows()).toMatchObject([{ outcome: 'ok', input_tokens: 5, stream: true, model: 'm' }])
  })

  test('what is no HTTP passes as it is', async () => {
    const port = await upstream((socket) => void socket.pipe(socket))
    const proxy = await record(port)
    const socket = client(proxy.port)
    const bytes = '\u0016\u0003\u0001\u0002 binary \r\n\r\n and more'
    socket.write(bytes, 'latin1')
    expect(await socket.until('and more')).toBe(bytes)
  })

  test('a port that is taken is refused, and leaves no empty trace', async () => {
    const port = await upstream(() => {})
    const output = join(folder, 'taken.jsonl')
    const starting = startRecording({
      ...{ to: parseUpstream('http://127.0.0.1:1/v1'), listen: { host: '127.0.0.1', port }, output },
      ...{ append: false, withText: false, salt: null, clock: processClock(), rehearsed: true, carrier },
    })
    await expect(starting).rejects.toThrow(
      `--listen: expected an address to listen on, got 127.0.0.1:${port} (EADDRINUSE)`,
    )
    expect(() => readFileSync(output)).toThrow('ENOENT')
  })
})
