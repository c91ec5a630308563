import type { PreparedRequest } from '../../../clients/client.ts'
import type { PlannedRequest } from '../../../workload/planned-request.ts'
import type { PlannedSession, SessionRequest } from '../../../workload/sessions/planned-session.ts'
import type { ReadyRequest } from '../../look-ahead.ts'

/** Requests on their way to another thread: all bodies in one piece of memory, which is handed over and not copied again. */
export interface PackedRequests {
  readonly planned: readonly PlannedRequest[]
  readonly heads: readonly Omit<PreparedRequest, 'body'>[]
  /** Body i ends before byte `ends[i]`. */
  readonly ends: Uint32Array
  readonly bytes: Uint8Array
}

export function packRequests(requests: readonly ReadyRequest[]): PackedRequests {
  const ends = new Uint32Array(requests.length)
  let end = 0
  for (const [i, { prepared }] of requests.entries()) ends[i] = end += prepared.body.byteLength
  const bytes = new Uint8Array(end)
  for (const [i, { prepared }] of requests.entries()) bytes.set(prepared.body, i === 0 ? 0 : (ends[i - 1] as number))
  const heads = requests.map(({ prepared: { body: _body, ...head } }) => head)
  return { planned: requests.map(({ planned }) => withoutPrompt(planned)), heads, ends, bytes }
}

/** What may be handed over with a packed message. */
export const memoryOf = ({ bytes, ends }: PackedRequests): ArrayBuffer[] => [bytes.buffer, ends.buffer] as ArrayBuffer[]

export function unpackRequests({ planned, heads, ends, bytes }: PackedRequests): ReadyRequest[] {
  return planned.map((each, i) => {
    const from = i === 0 ? 0 : (ends[i - 1] as number)
    const body = Buffer.from(bytes.buffer, bytes.byteOffset + from, (ends[i] as number) - from)
    return { planned: each, prepared: { ...(heads[i] as PackedRequests['heads'][number]), body } }
  })
}

/** A session as a worker needs it: what it sends is written where its texts are. */
export function withoutPrompts(session: PlannedSession): PlannedSession {
  return { ...session, calls: session.calls.map((call): SessionRequest => withoutPrompt(call)) }
}

/** Texts can be large, and no worker looks at them. */
function withoutPrompt<Request extends PlannedRequest>(planned: Request): Request {
  const { prompt: _prompt, body: _body, session: _session, ...rest } = planned
  return rest as Request
}
