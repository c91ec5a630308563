/**
 * The part of a k6 script that is the same for every run, in k6's JavaScript: it ends in `export default`. What it expects above it:
 * `run`, `url`, `headers`, `timeout`, `slo`, `requests`, and `sse` or `http`. It runs with xk6-sse and with the extension of
 * `scripts/k6`, which stamps bytes before they are parsed; without stamps moments are taken here, in whole milliseconds.
 */

/** Lets all VUs be up before the first request is due; ms. */
export const leadMs = 500

export const streamedSend = `
const now = typeof sse.now === 'function' ? () => sse.now() : () => Date.now()

/** Sends and reads to the end. Moments are ms since 1970, null where there was none. */
function send(body) {
  const events = []
  const errors = []
  const before = now()
  const answer = sse.open(url, { method: 'POST', headers, body, timeout }, (client) => {
    client.on('event', (event) => {
      // comments keep the connection open and bring nothing
      if (event.data) events.push([event.receivedAt || now(), event.name, event.data])
    })
    client.on('error', (error) => errors.push(error.error()))
  })
  const stamped = answer.sentAt !== undefined
  return {
    sent: stamped ? answer.sentAt || null : before,
    headers: answer.headersAt || null,
    done: answer.doneAt || now(),
    status: answer.status,
    fields: answer.headers || {},
    error: answer.error || errors[0] || null,
    body: answer.body || null,
    events,
  }
}
`

export const wholeSend = `
const now = () => Date.now()

/** Sends and reads to the end. Moments are ms since 1970, null where there was none. */
function send(body) {
  const before = now()
  const answer = http.post(url, body, { headers, timeout, responseType: 'text' })
  const { blocked, connecting, tls_handshaking: handshake, sending, waiting, receiving } = answer.timings
  const sent = before + blocked + connecting + handshake
  return {
    sent,
    headers: answer.status === 0 ? null : sent + sending + waiting,
    done: sent + sending + waiting + receiving,
    status: answer.status,
    fields: answer.headers || {},
    error: answer.error || null,
    body: answer.body || null,
    events: [],
  }
}
`

export const commonCode = `
const told = new Counter('infbench_request')
const ttft = new Trend('infbench_ttft', true)
const tpot = new Trend('infbench_tpot', true)
const e2e = new Trend('infbench_e2e', true)
const failed = new Rate('infbench_failed')
const met = new Rate('infbench_slo')

/** Every instance counts on through its own share of 0, 1, 2 ..., so that no request is sent twice and none is left out. */
export default function () {
  const scenario = exec.scenario
  const index = scenario.iterationInTest
  const zero = scenario.startTime + leadMs
  if (run !== null && scenario.iterationInInstance === 0) tell('infbench_run', { ...run, zero })
  const request = requests[index]
  const body = JSON.stringify(request.body)
  const due = request.due === null ? now() : zero + request.due
  wait(due)
  const exchange = send(body)
  judge(request, due, exchange)
  tell('infbench', toldOf(index, request, due, exchange))
  if (request.pause > 0) sleep(request.pause / 1000)
}

/** Timers are late by up to a millisecond, so the last one is waited for by looking at the clock. */
function wait(due) {
  const left = due - now()
  if (left > 2) sleep((left - 1.5) / 1000)
  while (now() < due);
}

/** Points of this counter carry what a run is made of; no other point does. */
function tell(key, value) {
  exec.vu.metrics.metadata[key] = JSON.stringify(value)
  told.add(key === 'infbench' ? 1 : 0)
  delete exec.vu.metrics.metadata[key]
}

/** Arrivals in whole microseconds since the send. */
function toldOf(index, request, due, { events, fields, ...exchange }) {
  const base = exchange.sent === null ? exchange.done : exchange.sent
  return {
    index,
    ...{ phase: request.phase, class: request.class, input: request.input, output: request.output, due },
    ...exchange,
    ...{ type: fieldOf(fields, 'content-type'), date: fieldOf(fields, 'date'), retry: fieldOf(fields, 'retry-after') },
    at: events.map(([at]) => Math.round((at - base) * 1000)),
    names: events.some(([, name]) => name) ? events.map(([, name]) => name) : null,
    data: events.map(([, , data]) => data),
  }
}

function fieldOf(fields, wanted) {
  const name = Object.keys(fields).find((each) => each.toLowerCase() === wanted)
  return name === undefined ? null : fields[name]
}

/** k6's own metrics, for its thresholds: as infbench counts them, but for a first event of several tokens. */
function judge(request, due, exchange) {
  if (request.phase !== 'measure') return
  const tags = { class: request.class }
  const isFailed = exchange.status !== 200 || exchange.error !== null
  failed.add(isFailed, tags)
  const times = { ...timesOf(exchange, due), e2e: exchange.done - due }
  if (!isFailed) {
    if (times.ttft !== null) ttft.add(times.ttft, tags)
    if (times.tpot !== null) tpot.add(times.tpot, tags)
    e2e.add(times.e2e, tags)
  }
  const levels = Object.entries(slo[request.class] || {})
  met.add(!isFailed && levels.every(([name, most]) => (times[name] ?? (name === 'ttft' ? times.e2e : 0)) <= most), tags)
}

function timesOf({ events }, due) {
  const arrivals = []
  let tokens = null
  for (const [at, , data] of events) {
    const chunk = parsed(data)
    if (chunk === null) continue
    if (chunk.usage) tokens = chunk.usage.completion_tokens
    for (const choice of chunk.choices || []) {
      const { content, reasoning_content: thought, reasoning, tool_calls: tools } = choice.delta || {}
      if (content || thought || reasoning || choice.text || (tools && tools.length > 0)) arrivals.push(at)
    }
  }
  if (arrivals.length === 0) return { ttft: null, tpot: null, itl: null }
  const later = (tokens === null ? arrivals.length : tokens) - 1
  const gaps = arrivals.slice(1).map((at, i) => at - arrivals[i])
  return {
    ttft: arrivals[0] - due,
    tpot: later > 0 ? (arrivals[arrivals.length - 1] - arrivals[0]) / later : null,
    itl: gaps.length === 0 ? null : Math.max(...gaps),
  }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
`
