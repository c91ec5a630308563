import type { MessagePort } from 'node:worker_threads'
import type { PreparedRequest } from '../../clients/client.ts'
import type { Tokenizer } from '../../core/tokenizer.ts'
import type { PlannedRequest } from '../../workload/planned-request.ts'
import type { PlannedSession } from '../../workload/sessions/planned-session.ts'
import type { Ahead } from '../look-ahead.ts'
import type { LoadPart } from '../run-load.ts'
import type { CallDraft, ReadySession, SessionWriter } from '../sessions/session-writer.ts'
import { FedAhead } from './dealing/fed-ahead.ts'
import type { MainMessage, WorkerMessage, WorkerStart } from './messages.ts'
import { unpackRequests } from './dealing/packed-requests.ts'
import { SharedFlight, SharedQuota } from './shared-counts.ts'

/** A worker's end of the line to the main thread: what a load has beside it when it is alone, a worker asks for here. */
export class WorkerLink implements LoadPart {
  readonly lane: WorkerStart['lane']
  readonly flight: SharedFlight
  readonly quota: SharedQuota
  readonly stop = new AbortController()
  readonly enough = new AbortController()
  readonly abort = new AbortController()
  /** The main thread listens. */
  readonly begun: Promise<void>
  /** Bodies of calls are written in the main thread, which has their texts. */
  readonly writer: SessionWriter
  readonly #port: MessagePort
  readonly #asked = new Map<number, (answer: MainMessage) => void>()
  #requests: FedAhead<PlannedRequest, PreparedRequest> | null = null
  #sessions: FedAhead<PlannedSession, ReadySession['prepared']> | null = null
  #begin: () => void = () => {}
  #go: (zeroAt: number) => void = () => {}
  #nextId = 0

  constructor(port: MessagePort, { lane, counts, plan }: Pick<WorkerStart, 'lane' | 'counts' | 'plan'>) {
    this.#port = port
    this.lane = lane
    this.flight = new SharedFlight(counts)
    this.quota = new SharedQuota(counts, plan.requestCount, () => this.post({ kind: 'full' }))
    this.begun = new Promise((resolve) => {
      this.#begin = resolve
    })
    this.writer = {
      draft: async ({ call: { session, position } }) => {
        this.post({ kind: 'draft', call: { session, position } })
        return this.#draft(session, position)
      },
      forget: ({ number }) => this.post({ kind: 'forget', session: number }),
    }
    port.on('message', (message: MainMessage) => this.#hear(message))
  }

  post(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer)
  }

  ahead(depth: number): Ahead {
    this.#requests = new FedAhead(depth, (count) => this.post({ kind: 'want', count }))
    return this.#requests
  }

  sessionsAhead(depth: number): Ahead<PlannedSession, ReadySession['prepared']> {
    this.#sessions = new FedAhead(depth, (count) => this.post({ kind: 'want', count }))
    return this.#sessions
  }

  start(earlyNs: number): Promise<number> {
    return new Promise((resolve) => {
      this.#go = resolve
      this.post({ kind: 'ready', earlyNs })
    })
  }

  /** Counts as the main thread's tokenizer does. */
  tokenizer(): Tokenizer {
    return {
      ...{ name: 'of the main thread', fidelity: 'target', overhead: { chat: null, completion: null } },
      encode: async (text) => {
        const answer = await this.#ask((id) => ({ kind: 'count', id, text }))
        if (answer.kind !== 'counted' || answer.ids === null) throw new Error('the tokenizer told no count')
        return answer.ids
      },
    }
  }

  #draft(session: number, position: number): CallDraft {
    const call = { session, position }
    return {
      finish: async (said) => {
        const before =
          said === null ? null : { position: said.prompt as number, reply: said.reply, counted: said.counted }
        const answer = await this.#ask((id) => ({ kind: 'finish', id, call, before }))
        const ready = answer.kind === 'finished' ? unpackRequests(answer.packed)[0] : undefined
        if (ready === undefined) throw new Error(`call ${position} of session ${session} was not written`)
        return { prepared: ready.prepared, prompt: position }
      },
    }
  }

  #ask(message: (id: number) => WorkerMessage): Promise<MainMessage> {
    return new Promise((resolve) => {
      const id = this.#nextId++
      this.#asked.set(id, resolve)
      this.post(message(id))
    })
  }

  #hear(message: MainMessage): void {
    switch (message.kind) {
      case 'begin':
        return this.#begin()
      case 'requests':
        return this.#requests?.add(unpackRequests(message.packed))
      case 'sessions':
        return this.#sessions?.add(message.sessions.map((session) => this.#ready(session)))
      case 'dealt':
        this.#requests?.end()
        return this.#sessions?.end()
      case 'go':
        return this.#go(message.zeroAt)
      case 'halt':
        return this[message.how].abort()
      case 'full':
        return this.quota.wasFilled()
      case 'finished':
      case 'counted':
        this.#asked.get(message.id)?.(message)
        this.#asked.delete(message.id)
    }
  }

  #ready(planned: PlannedSession) {
    const first = planned.calls.filter(({ call }) => call.parents.length === 0)
    const drafts = first.map(({ call }) => [call.position, this.#draft(planned.number, call.position)] as const)
    return { planned, prepared: new Map(drafts) }
  }
}
