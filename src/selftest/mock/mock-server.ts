/**
 * An OpenAI-compatible server whose timing is known, in a process of its own: `infbench selftest`
 * and the tests start it, it prints `listening on http://127.0.0.1:PORT`. The model name says how to answer (mock-server-spec.ts). Every write has a
 * due time counted from the request's arrival; the event loop polls through the last part before it, and what really happened
 * is logged in ns of the machine's monotonic clock (GET /log), the same that the client reads.
 */
import { createServer, type Socket } from 'node:net'
import { msToNs, nsToMs } from '../../core/units.ts'
import { type MockStep, responseHead, streamSteps, wholeAnswer } from './mock-server-answer.ts'
import type { MockLog } from './mock-log.ts'
import { type Incoming, readRequests } from './mock-server-requests.ts'
import { type MockSpec, mockSpec } from './mock-server-spec.ts'

const pollMs = 2
/** Between the two writes of one event. */
const secondWriteNs = msToNs(0.3)
const now = () => Number(process.hrtime.bigint())
const log: MockLog[] = []
const due: { at: number; run: () => void }[] = []
/** The second half of an event that is written in two; a server that is late writes it before anything else. */
const rests = new Map<Socket, () => void>()
let requests = 0
let connections = 0
let frozenUntil = 0
let waking = false

function schedule(at: number, run: () => void): void {
  let place = due.length
  while (place > 0 && (due[place - 1] as { at: number }).at > at) place--
  due.splice(place, 0, { at, run })
  if (!waking) wake()
}

function wake(): void {
  waking = due.length > 0
  if (!waking) return
  const left = nsToMs(Math.max(frozenUntil, (due[0] as { at: number }).at) - now())
  if (left > pollMs) setTimeout(poll, left - pollMs)
  else setImmediate(poll)
}

function poll(): void {
  while (due.length > 0 && Math.max(frozenUntil, (due[0] as { at: number }).at) <= now()) due.shift()?.run()
  wake()
}

function answer(socket: Socket, incoming: Incoming, connection: number): void {
  const arrivedAt = now()
  if (incoming.path === '/log') return json(socket, 200, log)
  if (incoming.method === 'GET') return json(socket, ...getAnswer(incoming))
  const body = JSON.parse(incoming.body || '{}')
  if (incoming.path.endsWith('/tokenize')) {
    const tokens = [
      ...String(body.prompt ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .keys(),
    ]
    return json(socket, 200, { count: tokens.length, max_model_len: 4096, tokens })
  }
  const spec = mockSpec(body.model)
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

function getAnswer(incoming: Incoming): [number, unknown] {
  // Below /unlisted the server keeps no list of models, so that any may be asked for.
  if (!incoming.path.endsWith('/models') || incoming.path.startsWith('/unlisted'))
    return [404, { error: { message: `no route ${incoming.path}` } }]
  if (incoming.path.startsWith('/locked') && !/authorization: Bearer secret/i.test(incoming.headers)) {
    return [401, { error: { message: 'missing key' } }]
  }
  return [
    200,
    {
      object: 'list',
      data: [
        { id: 'mock', object: 'model', max_model_len: 4096 },
        { id: 'mock-n4', object: 'model' },
      ],
    },
  ]
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
  if (request.stream) return runSteps(socket, streamSteps(spec, request), entry)
  const total = spec.n || request.maxTokens
  schedule(entry.arrivedAt + msToNs(spec.ttft + (total - 1) * spec.itl), () => {
    entry.endedAt = now()
    whole(socket, 200, 'application/json', JSON.stringify(wholeAnswer(spec, request)), spec)
  })
}

function runSteps(socket: Socket, steps: readonly MockStep[], entry: MockLog): void {
  const [step, ...rest] = steps
  if (step === undefined || socket.destroyed) return
  schedule(entry.arrivedAt + msToNs(step.afterMs), () => {
    if (socket.destroyed) return
    rests.get(socket)?.()
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
      finish(socket, Buffer.concat(step.bytes), step.then)
    }
  })
  runSteps(socket, rest, entry)
}

function finish(socket: Socket, bytes: Buffer, then: MockStep['then']): void {
  if (then === 'reset') socket.resetAndDestroy()
  else if (then === 'close') socket.end(bytes)
  else socket.write(bytes)
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
