import type { Incoming } from './mock-server-requests.ts'
import type { MockSpec } from './mock-server-spec.ts'

/** One thing the mock does at a time after a request's arrival. */
export interface MockStep {
  readonly afterMs: number
  /** Done at the next whole multiple of this; 0: at once. */
  readonly gridMs: number
  readonly bytes: readonly Buffer[]
  /** Tokens in these bytes; their write time goes into the log. */
  readonly tokens: number
  readonly then: 'go on' | 'end' | 'close' | 'reset'
}

export interface MockRequest {
  readonly chat: boolean
  readonly stream: boolean
  readonly maxTokens: number
  readonly promptTokens: number
  readonly wantsUsage: boolean
  /** From 1, over the server's life. */
  readonly number: number
}

const words = 'the quick brown fox jumps over a lazy dog while seven wizards boil two quarts of very hot jam'.split(' ')
const multiByte = [' 漢字', ' é', ' 🙂', ' Ωμέγα']

export const textOf = (i: number, spec: MockSpec) =>
  spec.mb ? (multiByte[i % multiByte.length] as string) : ` ${words[i % words.length]}`

/** The whole plan of a streamed answer, from the header on. */
export function streamSteps(spec: MockSpec, request: MockRequest): MockStep[] {
  const total = spec.n || request.maxTokens
  const failing = request.number % spec.every === 0
  const steps: MockStep[] = []
  const head = responseHead(200, 'text/event-stream; charset=utf-8', spec, null)
  if (spec.hdr >= 0) steps.push({ afterMs: spec.hdr, gridMs: 0, bytes: [head], tokens: 0, then: 'go on' })
  if (spec.role >= 0)
    steps.push({
      afterMs: spec.role,
      gridMs: 0,
      bytes: [event(delta({ role: 'assistant', content: '' }))],
      tokens: 0,
      then: 'go on',
    })
  for (let i = 0; i < total; i += spec.k) {
    const afterMs = spec.ttft + i * spec.itl
    const fault = failing ? faultAt(spec, i, afterMs) : null
    if (fault !== null) return withHead([...steps, fault], head, spec)
    const count = Math.min(spec.k, total - i)
    steps.push({
      afterMs,
      gridMs: spec.batch,
      bytes: tokenBytes(spec, request, i, count),
      tokens: count,
      then: 'go on',
    })
  }
  const last = steps[steps.length - 1] as MockStep
  steps[steps.length - 1] = {
    ...last,
    bytes: [...last.bytes, ...closing(spec, request, total)],
    then: spec.connclose ? 'close' : 'end',
  }
  return withHead(steps, head, spec)
}

function withHead(steps: MockStep[], head: Buffer, spec: MockSpec): MockStep[] {
  if (spec.hdr >= 0) return steps
  const [first, ...rest] = steps
  return first === undefined ? [] : [{ ...first, bytes: [head, ...first.bytes] }, ...rest]
}

function faultAt(spec: MockSpec, i: number, afterMs: number): MockStep | null {
  if (spec.reset >= 0 && i >= spec.reset) return { afterMs, gridMs: 0, bytes: [], tokens: 0, then: 'reset' }
  if (spec.cut >= 0 && i >= spec.cut) return { afterMs, gridMs: 0, bytes: [], tokens: 0, then: 'close' }
  if (spec.errev >= 0 && i >= spec.errev) {
    const error = event({ error: { message: 'mock engine died', type: 'internal_error', code: 500 } })
    return { afterMs, gridMs: 0, bytes: [error, event('[DONE]'), lastChunk], tokens: 0, then: 'end' }
  }
  return null
}

function tokenBytes(spec: MockSpec, request: MockRequest, i: number, count: number): Buffer[] {
  if (spec.badjson >= 0 && i <= spec.badjson && spec.badjson < i + count)
    return [event('{"choices":[{"delta":{"content":"x')]
  const text = Array.from({ length: count }, (_, j) => textOf(i + j, spec)).join('')
  const usage = spec.running ? { usage: usageOf(request.promptTokens, i + count) } : {}
  const content = i < spec.rsn ? { reasoning_content: text } : { content: text }
  const bytes = event({
    ...(request.chat
      ? delta(content)
      : { object: 'text_completion', choices: [{ index: 0, text, finish_reason: null }] }),
    ...usage,
  })
  if (!spec.seg) return [bytes]
  const cut = bytes.indexOf(' ', bytes.indexOf('content')) + 2
  return [bytes.subarray(0, cut), bytes.subarray(cut)]
}

function closing(spec: MockSpec, request: MockRequest, total: number): Buffer[] {
  const reason = total < request.maxTokens ? 'stop' : 'length'
  const finish = request.chat
    ? delta({}, reason)
    : { object: 'text_completion', choices: [{ index: 0, text: '', finish_reason: reason }] }
  const usage = spec.usage === 1 || (spec.usage === -1 && request.wantsUsage)
  return [
    ...(spec.nofinish ? [] : [event(finish)]),
    ...(usage
      ? [event({ object: 'chat.completion.chunk', choices: [], usage: usageOf(request.promptTokens, total) })]
      : []),
    ...(spec.nodone ? [] : [event('[DONE]')]),
    lastChunk,
  ]
}

/** An answer in one piece. */
export function wholeAnswer(spec: MockSpec, request: MockRequest): object {
  const total = spec.n || request.maxTokens
  const text = Array.from({ length: total }, (_, i) => textOf(i, spec)).join('')
  const choice = request.chat ? { message: { role: 'assistant', content: text } } : { text }
  return {
    object: request.chat ? 'chat.completion' : 'text_completion',
    choices: [{ index: 0, ...choice, finish_reason: 'length' }],
    ...(spec.usage === 0 ? {} : { usage: usageOf(request.promptTokens, total) }),
  }
}

/** Status and body of a request that is no POST. */
export function getAnswer(incoming: Incoming): [number, unknown] {
  // Below /unlisted the server keeps no list of models, so that any may be asked for.
  if (!incoming.path.endsWith('/models') || incoming.path.startsWith('/unlisted'))
    return [404, { error: { message: `no route ${incoming.path}` } }]
  if (incoming.path.startsWith('/locked') && !/authorization: Bearer secret/i.test(incoming.headers)) {
    return [401, { error: { message: 'missing key' } }]
  }
  const models = [
    { id: 'mock', object: 'model', max_model_len: 4096 },
    { id: 'mock-n4', object: 'model' },
  ]
  return [200, { object: 'list', data: models }]
}

export function responseHead(
  status: number,
  type: string,
  spec: Pick<MockSpec, 'connclose'>,
  length: number | null,
): Buffer {
  const framing = length === null ? 'transfer-encoding: chunked' : `content-length: ${length}`
  const connection = spec.connclose ? 'connection: close\r\n' : ''
  const retry = status === 429 ? 'retry-after: 3\r\n' : ''
  return Buffer.from(`HTTP/1.1 ${status} Mock\r\ncontent-type: ${type}\r\n${framing}\r\n${connection}${retry}\r\n`)
}

const lastChunk = Buffer.from('0\r\n\r\n')
const usageOf = (input: number, output: number) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
})
const delta = (fields: object, finish: string | null = null) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})

function event(data: object | string): Buffer {
  const text = Buffer.from(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
  return Buffer.concat([Buffer.from(`${text.length.toString(16)}\r\n`), text, Buffer.from('\r\n')])
}
