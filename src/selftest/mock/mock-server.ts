/**
 * An OpenAI-compatible server whose timing is known, in a process of its own: `infbench selftest`
 * and the tests start it, it prints `listening on http://127.0.0.1:PORT`. The model name says how to answer (mock-server-spec.ts). Every write has a
 * due time counted from the request's arrival; the event loop polls through the last part before it, and what really happened
 * is logged in ns of the machine's monotonic clock (GET /log), the same that the client reads. With `eager` as second argument, for a core
 * of its own, it polls on after every write: a core that has gone to sleep takes up to a tenth of a millisecond to hear of the next
 * request, which would be read as a client that sends late.
 */
import { createServer, type Socket } from 'node:net'
import { DueQueue } from '../../core/timing/due-queue.ts'
import { msToNs, nsToMs } from '../../core/units.ts'
import type { MockLog } from './mock-log.ts'
import { getAnswer, type MockStep, responseHead, wholeAnswer } from './mock-server-answer.ts'
import { fastAnswer, specOf, stepsOf } from './mock-server-cache.ts'
import { writeNow } from './mock-server-write.ts'
import { type Incoming, readRequests } from './mock-server-requests.ts'
import type { MockSpec } from './mock-server-spec.ts'
import { wordIds } from './word-ids.ts'

const pollMs = 2
/** A closed loop asks again some milliseconds after its answer. */
const lingerNs = msToNs(10)
const isEager = process.argv[3] === 'eager'
/** Between the two writes of one event. */
const secondWriteNs = msToNs(0.3)
const now = () => Number(process.hrtime.bigint())
const log: MockLog[] = []
const due = new DueQueue()
/** The second half of an event that is written in two; a server that is late writes it before anything else. */
const rests = new Map<Socket, () => void>()
let requests = 0
let connections = 0
let frozenUntil = 0
let timer: NodeJS.Timeout | null = null
let polling = false
let wroteAt = 0

function schedule(at: number, run: () => void): void {
  const isNearer = at < due.nextAt
  due.add({ at, run })
  if (isNearer && !polling) wake()
}

function wake(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  polling = false
  const at = now()
  const left = nsToMs(Math.max(frozenUntil, due.nextAt) - at)
  const lingers = isEager && at - wroteAt < lingerNs
  if (left > pollMs && !lingers) timer = Number.isFinite(left) ? setTimeout(wake, left - pollMs) : null
  else {
    polling = true
    setImmediate(poll)
  }
}

/** What is due at one instant leaves together; before what is due next, requests that have come are seen to have come. */
function poll(): void {
  const at = now()
  const first = frozenUntil <= at ? due.takeDue(at) : null
  for (let call = first; call !== null; call = due.nextAt === first?.at ? due.takeDue(at) : null) call.run()
  if (first !== null) wroteAt = at
  wake()
}

function answer(socket: Socket, incoming: Incoming, connection: number): void {
  const { arrivedAt } = incoming
  if (incoming.path === '/log') return json(socket, 200, log)
  if (incoming.method !== 'POST') return json(socket, ...getAnswer(incoming))
  const body = JSON.parse(incoming.body || '{}')
  if (incoming.path.endsWith('/tokenize')) {
    const tokens = wordIds(String(body.prompt ?? ''))
    return json(socket, 200, { count: tokens.length, max_model_len: 4096, tokens })
  }
  const spec = specOf(body.model)
  requests++
  const entry: MockLog = {
    user: body.user ?? null,
    model: body.model,
    connection,
    arrivedAt,
    tokenAt: [],
    tokens: [],
    endedAt: null,
  }
  log.push(entry)
  if (spec.sn === requests) frozenUntil = arrivedAt + msToNs(spec.sd)
  if (!fault(socket, spec)) complete(socket, spec, body, incoming, entry)
}

/** Faults that need no schedule; true when there was one. */
function fault(socket: Socket, spec: MockSpec): boolean {
  const failing = requests % spec.every === 0
  if (spec.hang) return true
  if (spec.drop) return Boolean(socket.destroy())
  if (spec.garbage) return Boolean(socket.end('SSH-2.0-OpenSSH_9.6\r\n\u0000\u0001\u0002'))
  if (spec.html)
    return whole(socket, 200, 'text/html', '<!doctype html><html><body>Welcome to nginx</body></html>', spec)
  if (spec.err > 0 && failing)
    return whole(
      socket,
      spec.err,
      'application/json',
      JSON.stringify({ error: { message: `mock status ${spec.err}`, code: spec.err } }),
      spec,
    )
  return false
}

function complete(
  socket: Socket,
  spec: MockSpec,
  body: Record<string, unknown>,
  incoming: Incoming,
  entry: MockLog,
): void {
  const prompt = JSON.stringify(body['messages'] ?? body['prompt'] ?? '')
  const request = {
    chat: incoming.path.endsWith('/chat/completions'),
    stream: body['stream'] === true,
    maxTokens: Number(body['max_tokens'] ?? 16),
    promptTokens: spec.pt >= 0 ? spec.pt : prompt.split(/\s+/).length,
    wantsUsage: (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true,
    number: requests,
  }
  if (spec.fast) {
    writeNow(socket, fastAnswer(spec, entry.model, request))
    entry.endedAt = now()
    return
  }
  if (request.stream) return runSteps(socket, stepsOf(spec, entry.model, request), entry)
  const total = spec.n || request.maxTokens
  schedule(entry.arrivedAt + msToNs(spec.ttft + (total - 1) * spec.itl), () => {
    entry.endedAt = now()
    whole(socket, 200, 'application/json', JSON.stringify(wholeAnswer(spec, request)), spec)
  })
}

function runSteps(socket: Socket, steps: readonly MockStep[], entry: MockLog, place = 0): void {
  const step = steps[place]
  if (step === undefined || socket.destroyed) return
  schedule(onGrid(entry.arrivedAt + msToNs(step.afterMs), msToNs(step.gridMs)), () => {
    if (socket.destroyed) return
    rests.get(socket)?.()
    runSteps(socket, steps, entry, place + 1)
    const [first, ...more] = step.bytes
    // An event is complete with its last write: that is the time the log keeps.
    const write = () => {
      if (step.tokens > 0) {
        entry.tokenAt.push(now())
        entry.tokens.push(step.tokens)
      }
      if (step.then !== 'go on') entry.endedAt = now()
    }
    if (entry.model.includes('-seg') && more.length > 0) {
      socket.write(first as Buffer)
      const rest = () => {
        if (rests.get(socket) !== rest) return
        rests.delete(socket)
        write()
        finish(socket, Buffer.concat(more), step.then)
      }
      rests.set(socket, rest)
      schedule(now() + secondWriteNs, rest)
    } else {
      write()
      finish(socket, more.length === 0 ? (first as Buffer) : Buffer.concat(step.bytes), step.then)
    }
  })
}

const onGrid = (at: number, gridNs: number) => (gridNs === 0 ? at : Math.ceil(at / gridNs) * gridNs)

function finish(socket: Socket, bytes: Buffer, then: MockStep['then']): void {
  if (then === 'reset') socket.resetAndDestroy()
  else if (then === 'close') socket.end(bytes)
  else writeNow(socket, bytes)
}

function whole(socket: Socket, status: number, type: string, body: string, spec: Pick<MockSpec, 'connclose'>): true {
  socket.write(Buffer.concat([responseHead(status, type, spec, Buffer.byteLength(body)), Buffer.from(body)]))
  if (spec.connclose) socket.end()
  return true
}

function json(socket: Socket, status: number, value: unknown): void {
  whole(socket, status, 'application/json', JSON.stringify(value), { connclose: false })
}

const server = createServer((socket) => {
  const connection = ++connections
  readRequests(socket, (incoming) => answer(socket, incoming, connection))
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as { port: number }).port}\n`)
})
process.stdin.on('end', () => process.exit(0)).resume()
