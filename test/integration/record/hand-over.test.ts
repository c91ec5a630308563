/** The recorder's bytes and its JavaScript keep apart: what passes is told late and together, by a thread that others go before. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { threadsOf } from '../../../scripts/measure/thread-facts.ts'
import { processClock } from '../../../src/core/clock.ts'
import { msToNs, nsToMs } from '../../../src/core/units.ts'
import { loadRelay, type NativeRelay } from '../../../src/record/wire/native/load-relay.ts'
import { traffic, trafficEvents } from '../../../src/record/wire/native/native-traffic.ts'
import { cliMain } from '../../helpers/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-hand-over-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})
const RelayOfAddon = loadRelay()
const gatherMs = 50
const pieces = 60
const host = '127.0.0.1'

/** A server that says back what it is sent. */
async function startEcho() {
  const server = createServer((socket) => void socket.pipe(socket)).listen(0, host)
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

test.skipIf(RelayOfAddon === null)(
  'what passes within 50 ms is told in one go, no sooner than 50 ms after the first of it (needs the addon)',
  async () => {
    const clock = processClock()
    const told: { readonly at: number; readonly firstAt: number; readonly answers: string; readonly last: number }[] =
      []
    const take = (relay: NativeRelay) => {
      const at = clock.nowNs()
      const events = [...trafficEvents(...relay.take())]
      const answers = events.filter(({ what }) => what === traffic.answer).map(({ bytes }) => String(bytes))
      const [first] = events
      const last = events.at(-1)?.what ?? Number.NaN
      if (first !== undefined) told.push({ at, firstAt: first.at, answers: answers.join(''), last })
    }
    const echo = await startEcho()
    const Relay = RelayOfAddon as NonNullable<typeof RelayOfAddon>
    const relay: NativeRelay = new Relay(clock.originNs, 'upstream', [[0, Buffer.from('none')]], () => take(relay))
    relay.useUpstream([[host, `${echo.port}`]])
    const client = connect(relay.listen(host, 0), host)
    let back = ''
    client.on('data', (bytes) => (back += String(bytes)))
    const beganAt = clock.nowNs()
    client.write(`POST /v1/completions HTTP/1.1\r\nHost: upstream\r\nContent-Length: ${pieces}\r\n\r\n`)
    for (let piece = 0; piece < pieces; piece++) {
      await pause(2)
      client.write('x')
    }
    while (!back.endsWith('x'.repeat(pieces))) await pause(5)
    while (
      !told
        .map(({ answers }) => answers)
        .join('')
        .endsWith('x'.repeat(pieces))
    )
      await pause(5)
    const tookMs = nsToMs(clock.nowNs() - beganAt)
    expect(told.length).toBeLessThanOrEqual(1 + tookMs / gatherMs)
    for (const { at, firstAt } of told) expect(at - firstAt).toBeGreaterThanOrEqual(msToNs(gatherMs))
    client.destroy()
    relay.stopListening()
    while (told.at(-1)?.last !== traffic.stopped && told.at(-1)?.last !== traffic.left) await pause(5)
    relay.close()
    echo.close()
  },
)

/** A recorder's process that says that it listens. */
async function recordInFrontOf(to: string): Promise<number> {
  const output = join(folder, `${children.length}.jsonl`)
  const args = [cliMain, 'record', '--to', to, '--listen', ':0', '-o', output, '--quiet']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  children.push(child)
  let said = ''
  child.stderr.on('data', (bytes) => (said += String(bytes)))
  while (!said.includes('listening on') && child.exitCode === null) await pause(20)
  return child.pid as number
}

const nicenessOf = (pid: number) => {
  const threads = threadsOf(pid)
  return { main: threads[0]?.niceness, wire: threads.find(({ name }) => name === 'infbench-wire')?.niceness ?? null }
}

test.skipIf(RelayOfAddon === null || getPriority() !== 0)(
  "the recorder's main thread steps back and the one that carries bytes does not (needs Linux, the addon, niceness 0)",
  async () => {
    expect(nicenessOf(await recordInFrontOf('http://127.0.0.1:9/v1'))).toEqual({ main: 10, wire: 0 })
  },
)

test.skipIf(process.platform !== 'linux' || getPriority() !== 0)(
  'a main thread that carries the bytes itself stays in front (needs Linux, niceness 0)',
  async () => {
    expect(nicenessOf(await recordInFrontOf('https://127.0.0.1:9/v1'))).toEqual({ main: 0, wire: null })
  },
)
