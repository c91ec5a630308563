import { refusalOf } from '../scheduler/admission.ts'
import type { Refusal } from '../scheduler/scheduler.ts'
import type { StepCounters } from '../telemetry/step-counters.ts'
import type { EngineFacts } from './engine-facts.ts'
import type { FinishCode, GenerationRequest } from './generation-request.ts'
import { finishCodes } from './generation-request.ts'
import type { FromEngine, ToEngine } from './messages.ts'

/** Who waits for the tokens of one request. After a finish code, `refused` or `failed`, nothing more comes. */
export interface TokenListener {
  token(id: number, finish: FinishCode): void
  failed(message: string): void
}

/** A request the engine took in. */
export interface Submission {
  /** The client left, or has enough: stops generating; harmless when it has ended. */
  cancel(): void
}

/** What the HTTP thread sees of the engine. */
export interface EngineClient {
  readonly facts: EngineFacts
  readonly counters: StepCounters
  /** Requests running or waiting. */
  readonly live: number
  /** Takes a request in, or says at once why not. */
  submit(request: Omit<GenerationRequest, 'id'>, listener: TokenListener): Submission | Refusal
  /** What the engine's thread said. */
  receive(message: FromEngine): void
}

/** A client that talks to its engine through `post`. */
export function createEngineClient(
  facts: EngineFacts,
  counters: StepCounters,
  post: (message: ToEngine) => void,
): EngineClient {
  const listeners = new Map<number, TokenListener>()
  let nextId = 1
  const deliver = (events: Int32Array) => {
    for (let at = 0; at < events.length; at += 3) {
      const id = events[at] as number
      const finish = events[at + 2] as FinishCode
      const listener = listeners.get(id)
      if (finish !== finishCodes.none) listeners.delete(id)
      listener?.token(events[at + 1] as number, finish)
    }
  }
  const failAll = (message: string) => {
    const all = [...listeners.values()]
    listeners.clear()
    for (const listener of all) listener.failed(message)
  }
  return {
    facts,
    counters,
    get live() {
      return listeners.size
    },
    submit(request, listener) {
      const lengths = { promptTokens: request.prompt.length, maxNewTokens: request.maxNewTokens }
      const refusal = refusalOf(facts.limits, lengths, listeners.size)
      if (refusal !== null) return refusal
      const id = nextId++
      listeners.set(id, listener)
      post({ kind: 'submit', request: { ...request, id } })
      return {
        cancel() {
          if (listeners.delete(id)) post({ kind: 'cancel', id })
        },
      }
    },
    receive(message) {
      if (message.kind === 'tokens') deliver(message.events)
      else if (message.kind === 'failed') failAll(message.error.message)
      else if (message.kind === 'refused') {
        const listener = listeners.get(message.id)
        listeners.delete(message.id)
        listener?.failed('the queue is full')
      }
    },
  }
}
