/** The relay in C++ against the followers in TypeScript, connection by connection, under the sanitizers. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type Rng, seededRng } from '../../../src/core/rng.ts'
import { MessageFollower } from '../../../src/record/wire/message-follower.ts'
import { readHead, requestFraming, withHost } from '../../../src/record/wire/message-head.ts'

const native = fileURLToPath(new URL('../../../src/clients/native', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'infbench-relay-'))
afterAll(() => rmSync(folder, { recursive: true }))
const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const hasCompiler = process.platform === 'linux' && runs('g++') && runs('make')

const post = (fields: string, body: string) => `POST /v1/chat/completions HTTP/1.1\r\n${fields}\r\n${body}`
const requests = [
  post('Host: a\r\nContent-Length: 5\r\n', 'hello'),
  post('X-Host: a\r\nHost: a\r\nContent-Length: 5, 5\r\n', 'hello'),
  post('HOST:a\r\nTransfer-Encoding: gzip,  chunked\r\n', '5;x="y"\r\nhello\r\n0A \r\n0123456789\r\n0\r\nx: 1\r\n\r\n'),
  post('host:\r\ncontent-length: 00\r\n', ''),
  post('host: a\r\ncontent-length: 300000\r\n', 'b'.repeat(300_000)),
  'GET /v1/models HTTP/1.1\nHost: a\nx: host: b\n\n',
  'M-SEARCH * HTTP/1.0\r\n\r\n',
].map((text) => Buffer.from(text, 'latin1'))
/** What nothing after can be followed of. */
const odd = [
  post('Host: a\r\nContent-Length: 5, 6\r\n', 'hello'),
  post('Host: a\r\nContent-Length: -1\r\n', 'hello'),
  post('Host: a\r\nTransfer-Encoding: chunked\r\n', 'zz\r\nhello'),
  post('Host: a\r\nTransfer-Encoding: chunked\r\n', '1234567890123\r\nhello'),
  post('Host: a\r\nTransfer-Encoding: chunked\r\n', `5;${'x'.repeat(20_000)}\r\nhello`),
  'get / HTTP/1.1\r\nhost: a\r\n\r\nbytes',
  'GET / HTTP/2.0\r\n\r\nHost: a\r\n',
  `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: a',
].map((text) => Buffer.from(text, 'latin1'))

/** What the followers in TypeScript send on of a whole connection. */
function expected(bytes: Buffer, host: string): Buffer {
  const out: Buffer[] = []
  const follower = new MessageFollower({
    head: (head) => ({ pass: withHost(head, host), framing: requestFraming(readHead(head)) }),
    pass: (piece) => void out.push(Buffer.from(piece)),
    content: () => {},
    end: () => {},
    lost: () => {},
  })
  follower.feed(bytes)
  follower.close()
  return Buffer.concat(out)
}

const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.below(list.length)] as T
const connectionOf = (rng: Rng): Buffer =>
  Buffer.concat([
    ...Array.from({ length: rng.below(5) }, () => pick(rng, requests)),
    ...(rng.below(2) === 0 ? [pick(rng, odd)] : [pick(rng, requests)]),
  ])

/** Keeps what each connection brings, and says it back when the other side has ended. */
async function echoServer() {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const pieces: Buffer[] = []
    socket.on('data', (piece) => void pieces.push(piece))
    socket.on('end', () => socket.end(Buffer.concat(pieces)))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

const mostCut = 1500

async function ask(port: number, bytes: Buffer, rng: Rng): Promise<Buffer> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  const pieces: Buffer[] = []
  socket.on('data', (piece) => void pieces.push(piece))
  const ended = once(socket, 'end')
  for (let at = 0; at < bytes.length; ) {
    const to = at + 1 + rng.below(rng.below(3) === 0 ? bytes.length : 60)
    await new Promise<void>((resolve) => socket.write(bytes.subarray(at, to), () => resolve()))
    at = to
    // A long body in small pieces shows nothing more.
    if (at > mostCut) at = Math.max(at, bytes.length - mostCut)
    if (at > to) socket.write(bytes.subarray(to, at))
  }
  socket.end()
  await ended
  socket.destroy()
  return Buffer.concat(pieces)
}

test.skipIf(!hasCompiler)(
  'however requests are cut and whatever is wrong with them, the upstream gets what the followers in TypeScript send on, and the sanitizers see nothing (needs Linux, g++ and make)',
  { timeout: 300_000 },
  async () => {
    const program = join(folder, 'relay_check')
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, program], {
      stdio: 'pipe',
      timeout: 250_000,
    })
    const server = await echoServer()
    const child = spawn(program, [`${server.port}`], { stdio: ['pipe', 'pipe', 'pipe'] })
    let [said, wrong] = ['', '']
    child.stdout.on('data', (text) => void (said += String(text)))
    child.stderr.on('data', (text) => void (wrong += String(text)))
    const ended = once(child, 'close')
    while (!said.includes('\n')) await once(child.stdout, 'data')
    const port = Number(said)
    const rng = seededRng(5)
    const counts = { opened: 0, ended: 0, requestBytes: 0, answerBytes: 0 }
    for (let round = 0; round < 60; round++) {
      const sent = Array.from({ length: 4 }, () => connectionOf(rng))
      const got = await Promise.all(sent.map((bytes) => ask(port, bytes, rng)))
      for (const [i, bytes] of sent.entries()) {
        const truth = expected(bytes, `127.0.0.1:${server.port}`)
        const place = bytes.findIndex((_, at) => got[i]?.[at] !== truth[at])
        expect(
          got[i]?.equals(truth),
          `differs at ${place}: ${truth.toString('latin1').slice(place - 100, place + 100)}`,
        ).toBe(true)
        counts.requestBytes += bytes.length
        counts.answerBytes += truth.length
      }
      counts.opened += sent.length
      counts.ended += sent.length
    }
    child.stdin.end()
    const [code] = (await ended) as [number]
    expect({ code, wrong }).toEqual({ code: 0, wrong: '' })
    expect(JSON.parse(said.split('\n')[1] ?? '')).toEqual(counts)
    server.close()
  },
)
