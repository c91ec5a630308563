import { connect } from 'node:net'
import { startRehearsalServer } from '../clients/http1/rehearsal.ts'
import type { Clock } from '../core/clock.ts'
import { msToNs, nsToMs } from '../core/units.ts'
import type { CapturedExchange } from './wire/captured-exchange.ts'
import { Proxy } from './wire/proxy.ts'

/**
 * Passes answers through a proxy of its own, from a server inside this process, before the real one says that it listens: the first
 * answers of live traffic then find the code compiled and are not held up for milliseconds. Leaves no row; touches nothing but the
 * loopback, and where there is none it does nothing.
 */
const lengthNs = msToNs(400)
const connectionCount = 4
/** Rows made of them warm the reading thread; more would only be waited for. */
const mostKept = 300
// A connection that hears nothing would hold up the start; nothing in a rehearsal takes as long.
const patienceMs = nsToMs(2 * lengthNs)

const text = JSON.stringify({
  model: 'rehearsal',
  stream: true,
  messages: [{ role: 'user', content: 'word '.repeat(200) }],
})
const question = `POST /v1/chat/completions HTTP/1.1\r\nHost: rehearsal\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`
const lastChunk = '\r\n0\r\n\r\n'

/** The exchanges that went by, for the reading thread to rehearse with. */
export async function rehearse(clock: Clock): Promise<readonly CapturedExchange[]> {
  const server = await startRehearsalServer(true)
  if (server === null) return []
  const kept: CapturedExchange[] = []
  try {
    const proxy = await Proxy.open({
      ...{ to: new URL(server.baseUrl), listen: { host: '127.0.0.1', port: 0 }, clock },
      events: {
        captured: (exchange) => void (kept.length < mostKept && kept.push(exchange)),
        missed: () => {},
        passed: () => {},
        unreachable: () => {},
      },
    })
    const until = clock.nowNs() + lengthNs
    await Promise.all(Array.from({ length: connectionCount }, () => askUntil(proxy.port, until, clock)))
    await proxy.close(AbortSignal.abort())
  } catch {
    // No port to be had: the first answers are then a little late, which is no reason not to record.
  }
  server.close()
  return kept
}

/** Asks again and again on one connection until that time; resolves when the connection is gone. */
function askUntil(port: number, until: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const patience = setTimeout(() => socket.destroy(), patienceMs)
    let tail = ''
    socket.on('connect', () => socket.write(question))
    socket.on('data', (bytes) => {
      tail = (tail + bytes.toString('latin1')).slice(-lastChunk.length)
      if (tail !== lastChunk) return
      if (clock.nowNs() < until) socket.write(question)
      else socket.destroy()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(patience)
      resolve()
    })
  })
}
