/** The addon's thread beside those of JavaScript: many connections, ends of all kinds, and what is left behind. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import type { Client, PreparedRequest } from '../../../src/clients/client.ts'
import { loadWire, type Wire, wirePath } from '../../../src/clients/native/load-wire.ts'
import { processClock } from '../../../src/core/clock.ts'
import {
  chunkedHead,
  httpChunk,
  lastChunk,
  response,
  type ScriptedServer,
  scriptedServer,
} from '../../helpers/scripted-server.ts'
import { hasWire, nativeClient } from '../../helpers/transports.ts'

const never = new AbortController().signal
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const text = (body: Uint8Array) => Buffer.from(body).toString('utf8')
const request = (changes: Partial<PreparedRequest> = {}): PreparedRequest => ({
  ...{ path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: 20e9 },
  ...changes,
})
const entries = (folder: string) => (existsSync(folder) ? readdirSync(folder).length : 0)

describe.skipIf(!hasWire)('the addon of the client (needs npm run build:wire)', () => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const it of open.splice(0)) await it.close()
  })

  async function against(
    script: Parameters<typeof scriptedServer>[0],
  ): Promise<{ client: Client; server: ScriptedServer }> {
    const server = await scriptedServer(script)
    const client = nativeClient({ baseUrl: server.url, headers: {}, clock: processClock() })
    open.push(client, server)
    return { client, server }
  }

  test('two thousand streams at once come whole, on a connection each', { timeout: 50_000 }, async () => {
    const { client, server } = await against((socket, incoming) => {
      socket.write(chunkedHead)
      setTimeout(() => socket.write(httpChunk(`data: ${incoming.body}\n\n`)), 500)
      setTimeout(() => socket.write(httpChunk('data: end\n\n') + lastChunk), 2500)
    })
    const answers = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => client.send(request({ body: Buffer.from(`${i}`) }), never)),
    )
    expect(answers.map(({ failure }) => failure).filter((failure) => failure !== null)).toEqual([])
    expect(answers.map(({ body }) => text(body))).toEqual(answers.map((_, i) => `data: ${i}\n\ndata: end\n\n`))
    expect([client.connectionsOpened, server.connections]).toEqual([2000, 2000])
  })

  test('a request larger than any buffer arrives whole', async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    const body = Buffer.alloc(8 * 2 ** 20, 'abcdefg')
    expect((await client.send(request({ body }), never)).failure).toBeNull()
    expect(server.requests[0]?.body === body.toString()).toBe(true)
  })

  test('an answer that comes before the request was written is the answer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.pause()
        socket.write('HTTP/1.1 413 Large\r\ncontent-length: 2\r\n\r\nno')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const client = nativeClient({ baseUrl: `http://127.0.0.1:${port}/v1`, headers: {}, clock: processClock() })
    open.push(client, { close: async () => void server.close() })
    const raw = await client.send(request({ body: Buffer.alloc(32 * 2 ** 20) }), never)
    expect([raw.status, text(raw.body), raw.failure]).toEqual([413, 'no', null])
  })

  test('memory that was given back is used for answers of any size', async () => {
    const sizes = [5000, 70_000, 10, 70_000, 200_000, 1]
    const { client } = await against((socket, _, number) => socket.write(response('x'.repeat(sizes[number - 1] ?? 0))))
    for (const size of sizes) {
      const { body, readEnds, readAt } = await client.send(request(), never)
      expect([body.length, readEnds.at(-1), readAt.length]).toEqual([size, size, readEnds.length])
      expect(text(body)).toBe('x'.repeat(size))
      client.reuse({ bytes: body.buffer, ends: readEnds.buffer, at: readAt.buffer })
    }
  })

  test('closing ends what is under way, and no thread and no file is left', async () => {
    const { client } = await against((socket) => socket.write(chunkedHead + httpChunk('data: a\n\n')))
    const before = [entries('/proc/self/task'), entries('/proc/self/fd')]
    for (let round = 0; round < 20; round++) {
      const other = nativeClient({ baseUrl: 'http://127.0.0.1:1/v1', headers: {}, clock: processClock() })
      await other.close()
    }
    expect([entries('/proc/self/task'), entries('/proc/self/fd')]).toEqual(before)
    const answers = Promise.all(Array.from({ length: 5 }, () => client.send(request(), never)))
    await wait(200)
    await client.close()
    const ended = await answers
    expect(ended.map(({ failure }) => failure?.kind)).toEqual(Array(5).fill('cancelled'))
    expect(ended.map(({ body }) => text(body))).toEqual(Array(5).fill('data: a\n\n'))
  })

  test('a closed client sends nothing, and closing twice is harmless', async () => {
    const { client, server } = await against((socket) => socket.write(response('{}')))
    await client.close()
    await client.close()
    await client.warm(3)
    expect((await client.send(request(), never)).failure?.kind).toBe('cancelled')
    expect([server.connections, server.requests.length]).toEqual([0, 0])
  })

  test('a request whose name is looked up can be aborted', async () => {
    const client = nativeClient({ baseUrl: 'http://localhost:1/v1', headers: {}, clock: processClock() })
    open.push(client)
    const stop = new AbortController()
    const answer = client.send(request(), stop.signal)
    stop.abort()
    expect((await answer).failure?.kind).toBe('cancelled')
  })

  test('what is wrongly called throws and harms nothing', () => {
    const AddonWire = loadWire() as new (...args: unknown[]) => Wire
    expect(() => new AddonWire(1, () => {})).toThrow(/originNs/)
    const wire = new AddonWire(0n, () => {})
    const calls = wire as unknown as Record<string, (...args: unknown[]) => unknown>
    expect(() => calls.send?.(1)).toThrow(/expected \(id/)
    expect(() => calls.send?.(1, 'head', 'body', 1, 1, 1, 1)).toThrow(/expected \(id/)
    expect(() => calls.next?.(new Float64Array(3))).toThrow(/Float64Array/)
    expect(() => calls.copy?.(new Uint8Array(1), new Uint32Array(1), new Float64Array(1))).toThrow(/after next/)
    expect([wire.useAddresses([['nowhere', '1']]), wire.useAddresses([]), wire.useAddresses([['::1', '80']])]).toEqual([
      false,
      false,
      true,
    ])
    wire.cancel(7)
    wire.close()
    expect(() => wire.send(1, Buffer.from(''), Buffer.from(''), -1, 1, 0)).toThrow(/closed/)
    expect([wire.next(new Float64Array(15)), wire.opened()]).toEqual([false, 0])
  })

  /** A program on the addon itself, which needs no build of ours: opens requests that nobody answers. */
  const opens = (port: number, then: string) => `
    const { Wire } = require(${JSON.stringify(wirePath())})
    const wire = new Wire(process.hrtime.bigint(), () => { while (wire.next(facts)); })
    const facts = new Float64Array(15)
    wire.useAddresses([['127.0.0.1', '${port}']])
    const head = Buffer.from('POST / HTTP/1.1\\r\\ncontent-length: ')
    for (let i = 1; i <= 50; i++) wire.send(i, head, Buffer.from('{}'), -1, 60e9, 0)
    ${then}`

  test.each([
    ['ends by itself, since nothing holds it', '', 0],
    ['is told to exit', 'wire.hold(true); setTimeout(() => process.exit(7), 100)', 7],
    ['throws', 'wire.hold(true); setTimeout(() => { throw new Error("over") }, 100)', 1],
    ['closes the wire', 'wire.hold(true); setTimeout(() => { wire.close(); wire.close() }, 100)', 0],
  ])('a process with requests under way that %s ends at once and cleanly', async (_, then, code) => {
    const { server } = await against(() => {})
    const child = spawnSync(process.execPath, ['-e', opens(server.port, then)], { encoding: 'utf8', timeout: 20_000 })
    expect([child.status, child.signal]).toEqual([code, null])
    if (code !== 1) expect(child.stderr).toBe('')
  })

  test('a worker that is terminated with requests under way takes only its own along', {
    timeout: 50_000,
  }, async () => {
    const { client, server } = await against((socket, incoming) => {
      if (incoming.path !== '/') socket.write(response('{}'))
      else socket.write(chunkedHead + httpChunk('data: a\n\n'))
    })
    const threads = entries('/proc/self/task')
    for (let round = 0; round < 6; round++) {
      const post = `require('node:worker_threads').parentPort.postMessage('open'); setInterval(() => {}, 5)`
      const worker = new Worker(opens(server.port, `wire.hold(true); ${post}`), { eval: true })
      await once(worker, 'message')
      await wait(10 * round)
      await worker.terminate()
      expect((await client.send(request(), never)).failure).toBeNull()
    }
    expect(entries('/proc/self/task')).toBeLessThanOrEqual(threads + 2)
  })
})
