import type { PreparedRequest } from '../../clients/client.ts'
import { buildBody } from '../../clients/request-body.ts'
import { NS_PER_S } from '../../core/units.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import type { Clock } from '../../core/clock.ts'
import type { PlannedRequest } from '../../workload/planned-request.ts'
import type { PromptWriter } from '../../workload/prompt/prompt-writer.ts'
import { recordedContent, recordedPrompt } from '../../workload/prompt/recorded-prompt.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import type { Schedule } from '../../workload/schedule.ts'
import type { PlannedSession } from '../../workload/sessions/planned-session.ts'
import type { SessionWriter } from '../../load/sessions/session-writer.ts'
import { callWriter } from './write-calls.ts'

/**
 * Bodies are written before the first request is sent, so that tokenizing (and, where the target itself counts tokens, talking
 * to it) disturbs no measurement. Memory and patience bound how many: what is left is written by the load's own look-ahead.
 */
export interface RequestBodies {
  /** The written body, or one written now. Each request is asked for once. */
  prepare(request: PlannedRequest): Promise<PreparedRequest>
  /** All requests of the schedule, those already looked at included. */
  readonly requests: Iterable<PlannedRequest>
  /** How many there are; null where the schedule has no end of its own. */
  readonly planned: number | null
  /** Where requests are calls of sessions: these, and who writes them. */
  readonly played?: { readonly sessions: Iterable<PlannedSession>; readonly writer: SessionWriter }
}

const mostBytes = 256 * 2 ** 20
const mostNs = 30 * NS_PER_S
/** A closed loop that only time ends has this many ready before it starts: the depth of the load's own look-ahead. */
const endlessAhead = 256

interface Ahead {
  readonly plan: RunPlan
  readonly model: string
  readonly schedule: Pick<Schedule, 'planned' | 'requests' | 'sessions'>
  readonly writer: PromptWriter
  readonly tokenizer: Tokenizer
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onWritten: (written: number, of: number) => void
}

/** Writes bodies ahead; stops early when `signal` is aborted. */
export async function prepareRequests(ahead: Ahead): Promise<RequestBodies> {
  const { schedule, clock } = ahead
  const played = playedSessions(ahead)
  if (played !== null)
    return { prepare: (request) => writeBody(ahead, request), requests: [], planned: schedule.planned, played }
  const bodies = new Map<number, PreparedRequest>()
  const looked: PlannedRequest[] = []
  const rest = schedule.requests[Symbol.iterator]()
  const most = schedule.planned ?? endlessAhead
  const until = clock.nowNs() + mostNs
  for (let bytes = 0; looked.length < most && bytes < mostBytes && clock.nowNs() < until && !ahead.signal.aborted; ) {
    const next = rest.next()
    if (next.done) break
    looked.push(next.value)
    const body = await writeBody(ahead, next.value)
    bodies.set(next.value.index, body)
    bytes += body.body.byteLength
    ahead.onWritten(looked.length, most)
  }
  return {
    prepare: (request) => takeBody(ahead, bodies, request),
    requests: continued(looked, rest),
    planned: schedule.planned,
  }
}

/** Null where requests stand alone. */
function playedSessions({
  plan,
  schedule,
  model,
  writer,
  tokenizer,
}: Ahead): NonNullable<RequestBodies['played']> | null {
  const { sessions } = plan.requests
  if (sessions === undefined || schedule.sessions === undefined) return null
  return { sessions: schedule.sessions, writer: callWriter({ plan, sessions, model, writer, tokenizer }) }
}

async function takeBody(
  ahead: Ahead,
  bodies: Map<number, PreparedRequest>,
  request: PlannedRequest,
): Promise<PreparedRequest> {
  const body = bodies.get(request.index)
  bodies.delete(request.index)
  return body ?? writeBody(ahead, request)
}

async function writeBody(ahead: Ahead, request: PlannedRequest): Promise<PreparedRequest> {
  const { plan, model, writer, tokenizer } = ahead
  const { api, stream, ignoreEos, extraBody } = plan.requests
  const content = recordedContent(request)
  const prompt = content === null ? await writer.write(request) : await recordedPrompt(request, content, api, tokenizer)
  const extra = { ...request.body, ...extraBody }
  const body = buildBody({ api, model, prompt, maxTokens: request.outputTokens, stream, ignoreEos, extra })
  return { path: api === 'chat' ? '/chat/completions' : '/completions', body, timeoutNs: plan.timeoutNs }
}

function* continued<T>(first: readonly T[], rest: Iterator<T>): Generator<T> {
  yield* first
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value
}
