import { EngineError } from '../../engine-error.ts'
import { refusalOf } from '../../scheduler/admission.ts'
import type { Refusal } from '../../scheduler/scheduler.ts'
import type { KernelReport } from '../../telemetry/kernel-report.ts'
import type { StepCounters } from '../../telemetry/step-counters.ts'
import type { EngineFacts } from '../setup/engine-facts.ts'
import type { FinishCode, GenerationRequest } from '../generation-request.ts'
import { finishCodes } from '../generation-request.ts'
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
  /** What all steps so far did, as the engine's thread sees it between two of them. Rejects when the thread has died. */
  kernels(): Promise<KernelReport['phases']>
  /** What the engine's thread said. */
  receive(message: FromEngine): void
}

/** A client that talks to its engine through `post`. */
export function createEngineClient(
  facts: EngineFacts,
  counters: StepCounters,
  post: (message: ToEngine) => void,
): EngineClient {
  return new Client(facts, counters, post)
}

interface KernelQuestion {
  readonly resolve: (phases: KernelReport['phases']) => void
  readonly reject: (error: Error) => void
}

class Client implements EngineClient {
  readonly facts: EngineFacts
  readonly counters: StepCounters
  readonly #post: (message: ToEngine) => void
  readonly #listeners = new Map<number, TokenListener>()
  readonly #asked: KernelQuestion[] = []
  #dead: Error | null = null
  #nextId = 1

  constructor(facts: EngineFacts, counters: StepCounters, post: (message: ToEngine) => void) {
    this.facts = facts
    this.counters = counters
    this.#post = post
  }

  get live(): number {
    return this.#listeners.size
  }

  submit(request: Omit<GenerationRequest, 'id'>, listener: TokenListener): Submission | Refusal {
    const lengths = { promptTokens: request.prompt.length, maxNewTokens: request.maxNewTokens }
    const refusal = refusalOf(this.facts.limits, lengths, this.live)
    if (refusal !== null) return refusal
    const id = this.#nextId++
    this.#listeners.set(id, listener)
    this.#post({ kind: 'submit', request: { ...request, id } })
    return {
      cancel: () => {
        if (this.#listeners.delete(id)) this.#post({ kind: 'cancel', id })
      },
    }
  }

  receive(message: FromEngine): void {
    if (message.kind === 'tokens') this.#deliver(message.events)
    else if (message.kind === 'refused') this.#take(message.id)?.failed('the queue is full')
    else if (message.kind === 'kernels') this.#asked.shift()?.resolve(message.phases)
    else if (message.kind === 'failed') this.#fail(message.error.message)
  }

  kernels(): Promise<KernelReport['phases']> {
    if (this.#dead !== null) return Promise.reject(this.#dead)
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject })
      this.#post({ kind: 'kernels' })
    })
  }

  #fail(message: string): void {
    this.#dead = new EngineError('internal', message)
    for (const { reject } of this.#asked.splice(0)) reject(this.#dead)
    for (const id of [...this.#listeners.keys()]) this.#take(id)?.failed(message)
  }

  #deliver(events: Int32Array): void {
    for (let at = 0; at < events.length; at += 3) {
      const id = events[at] as number
      const finish = events[at + 2] as FinishCode
      const listener = finish === finishCodes.none ? this.#listeners.get(id) : this.#take(id)
      listener?.token(events[at + 1] as number, finish)
    }
  }

  /** The listener, for its last call. */
  #take(id: number): TokenListener | undefined {
    const listener = this.#listeners.get(id)
    this.#listeners.delete(id)
    return listener
  }
}
