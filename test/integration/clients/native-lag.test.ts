/** How late bytes are read: the arithmetic in C++ under the sanitizers with clocks that are told, and a client that stands still. */
import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadWire, wirePath } from '../../../src/clients/native/load-wire.ts'
import { readLagOf } from '../../../src/clients/native/read-lag.ts'
import { processClock } from '../../../src/core/clock.ts'
import { chunkedHead, httpChunk, lastChunk, response, scriptedServer } from '../../helpers/scripted-server.ts'
import { hasWire, nativeClient } from '../../helpers/transports.ts'

const native = fileURLToPath(new URL('../../../src/clients/native', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'infbench-lag-'))
afterAll(() => rmSync(folder, { recursive: true }))
const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const hasCompiler = runs('g++') && runs('make')
const program = join(folder, 'lag_check')

/** Lines of output of the operations (`check/lag_check.cc`). */
function told(operations: readonly string[]): string[] {
  const input = operations.map((operation) => `${operation}\n`).join('')
  const { status, stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', timeout: 60_000 })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split('\n').slice(0, -1)
}

// The wall clock is this far ahead of the monotonic one: what it is today.
const ahead = 1_795_335_732_000_000_000n
const read = (arrivedAt: number, readAt: number, offset = ahead) => `n ${offset + BigInt(arrivedAt)} ${readAt}`
const paired = (at: number, offset = ahead) => `p ${at} ${offset}`
const ms = 1_000_000

describe.skipIf(!hasCompiler)('the lag of reads (needs g++ and make)', () => {
  test('is the time from the stamp of the kernel to that of the read, whatever the clocks began at', {
    timeout: 300_000,
  }, () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, program], {
      ...{ stdio: 'pipe', timeout: 200_000 },
    })
    const reads = [read(5 * ms, 5 * ms), read(6 * ms, 56 * ms), read(60 * ms, 61 * ms)]
    expect(told([paired(0), ...reads, paired(70 * ms), 't', 't'])).toEqual([`${50 * ms} 0 ${50 * ms} ${ms}`, '0'])
    // A stamp of the future is the clocks' noise.
    expect(told([paired(0), read(10, 5), paired(20), 't'])).toEqual(['0 0'])
  })

  test('is thrown away between two distances of the clocks that differ, and only there', () => {
    const set = ahead + BigInt(3600) * 1_000_000_000n
    const before = read(10 * ms, 11 * ms)
    const between = [read(110 * ms, 112 * ms), read(150 * ms, 150 * ms, set)]
    const after = read(210 * ms, 213 * ms, set)
    const operations = [paired(0), before, paired(100 * ms), ...between, paired(200 * ms, set), after]
    expect(told([...operations, paired(300 * ms, set), 't'])).toEqual([`${3 * ms} ${ms} ${3 * ms}`])
    // What two measurements differ by when a thread is interrupted in one of them is no setting of the clock.
    const noise = ahead + 40_000n
    expect(told([paired(0), before, paired(100 * ms, noise), 't'])).toEqual([`${ms} ${ms}`])
    expect(told([paired(0), before, paired(100 * ms, ahead - 60_000n), 't'])).toEqual(['0'])
  })

  test('asks for the distance of the clocks at first and every tenth of a second', () => {
    expect(
      told(['d 0', paired(0), 'd 1', `d ${100 * ms - 1}`, `d ${100 * ms}`, paired(100 * ms), 'd 100000001']),
    ).toEqual(['1', '0', '0', '1', '0'])
  })

  test('of many reads keeps a few thousand from all of the run, and the longest', () => {
    const count = 200_000
    const operations = [paired(0)]
    // The lag of read i is i, but for one.
    for (let i = 0; i < count; i++) operations.push(read(i, i === 155_555 ? 9 * ms : 2 * i))
    const [line = ''] = told([...operations, paired(1), 't'])
    const [longest, ...kept] = line.split(' ').map(Number)
    expect(longest).toBe(9 * ms - 155_555)
    expect(kept.length).toBeGreaterThanOrEqual(4096)
    expect(kept.length).toBeLessThan(8192)
    const stride = 32
    expect(kept).toEqual(Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride))
    // The next taking begins anew.
    expect(told([...operations.slice(0, 20_000), paired(1), 't', read(7, 9), paired(2), 't']).at(-1)).toBe('2 2')
  })

  test('is looked at in one read of eight, of streams in turns in every one of them alike', () => {
    const count = 320_000
    const looked = (told([`s ${count}`])[0] ?? '').trim().split(' ').map(Number)
    expect(looked.length / count).toBeGreaterThan(1 / 8.2)
    expect(looked.length / count).toBeLessThan(1 / 7.8)
    for (const streams of [2, 7, 8, 15, 32, 100]) {
      const share = Array.from({ length: streams }, () => 0)
      for (const each of looked) share[each % streams] = (share[each % streams] as number) + 1
      const even = looked.length / streams
      expect(Math.max(...share.map((each) => Math.abs(each / even - 1)))).toBeLessThan(0.2)
    }
  })
})

describe.skipIf(!hasWire)('a client on the addon (needs npm run build:wire)', () => {
  const streams = 64
  const clock = processClock()
  const never = new AbortController().signal

  beforeAll(() => {
    const { prototype } = loadWire() as unknown as { readonly prototype: object }
    if (!('readLags' in prototype)) throw new Error('the addon is older than its sources: npm run build:wire')
  })

  /** A program on the addon itself: opens the streams and prints its lags when all have ended. */
  const reads = (port: number) => `
    const { Wire } = require(${JSON.stringify(wirePath())})
    const facts = new Float64Array(15)
    let left = ${streams}
    const wire = new Wire(process.hrtime.bigint(), () => {
      while (wire.next(facts)) left--
      if (left > 0) return
      console.log(JSON.stringify([...wire.readLags()]))
      wire.close()
    })
    wire.useAddresses([['127.0.0.1', '${port}']])
    wire.hold(true)
    const head = Buffer.from('POST / HTTP/1.1\\r\\ncontent-length: ')
    for (let i = 1; i <= ${streams}; i++) wire.send(i, head, Buffer.from('{}'), -1, 60e9, 0)`

  test('that stood still tells how long the bytes lay there meanwhile, and no longer', {
    timeout: 50_000,
  }, async () => {
    const sockets: Socket[] = []
    let everyoneIsHere = () => {}
    const allThere = new Promise<void>((resolve) => (everyoneIsHere = resolve))
    const server = await scriptedServer((socket) => {
      socket.write(chunkedHead)
      if (sockets.push(socket) === streams) everyoneIsHere()
    })
    const child = spawn(process.execPath, ['-e', reads(server.port)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const output = firstOutput(child)
    try {
      await Promise.race([allThere, output])
      child.kill('SIGSTOP')
      while (!stands(child.pid as number));
      const beganAt = clock.nowNs()
      for (const socket of sockets) socket.write(httpChunk('data: a\n\n'))
      await new Promise((resolve) => setTimeout(resolve, 10))
      const from = clock.nowNs()
      await new Promise((resolve) => setTimeout(resolve, 50))
      const frozenNs = clock.nowNs() - from
      child.kill('SIGCONT')
      for (const socket of sockets) socket.write(lastChunk)
      const lags = JSON.parse(await output) as number[]
      const lag = readLagOf(Float64Array.from(lags))
      const longestNs = clock.nowNs() - beganAt
      // The distance of the clocks is known to some microseconds.
      expect(lag?.max).toBeGreaterThan(frozenNs - 0.1 * ms)
      expect(lag?.p99).toBeGreaterThan(0.9 * frozenNs)
      expect(lag?.max).toBeLessThan(longestNs)
      expect(lags.filter((each) => each > 0.9 * frozenNs).length).toBeGreaterThan(2)
    } finally {
      child.kill('SIGKILL')
      await server.close()
    }
  })

  test('tells the lag of what it read since it was asked last, none before it read', async () => {
    const server = await scriptedServer((socket) => socket.write(response('{}')))
    const client = nativeClient({ baseUrl: server.url, headers: {}, clock })
    try {
      expect(client.takeReadLag?.()).toBeNull()
      // The kernel begins to stamp a moment after the first socket has asked.
      let lag: ReturnType<typeof readLagOf> = null
      for (let i = 0; lag === null && i < 20_000; i++) {
        await client.send({ path: '/chat/completions', body: Buffer.from('{}'), timeoutNs: 20e9 }, never)
        if (i % 100 === 99) lag = client.takeReadLag?.() ?? null
      }
      if (lag === null) throw new Error('of 20,000 answers none was compared with a stamp of the kernel')
      expect(lag.p50).toBeGreaterThan(0)
      expect(lag.p99).toBeGreaterThanOrEqual(lag.p50)
      expect(lag.max).toBeGreaterThanOrEqual(lag.p99)
      expect(client.takeReadLag?.()).toBeNull()
    } finally {
      await client.close()
      await server.close()
    }
    expect(client.takeReadLag?.()).toBeNull()
  })
})

/** What a program says; an error with its complaint when it ends without a word. */
function firstOutput(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let complaint = ''
  child.stderr.on('data', (bytes) => (complaint += String(bytes)))
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (bytes) => resolve(String(bytes)))
    child.once('close', (code, signal) => reject(new Error(`the client ended with ${signal ?? code}: ${complaint}`)))
  })
}

/** Whether a process has been stopped; an error when it has ended. */
function stands(pid: number): boolean {
  const [, state = '?'] = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
  if ('ZX?'.includes(state)) throw new Error(`the client ended before it could be stopped (state ${state})`)
  return state === 'T'
}
