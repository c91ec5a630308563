import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { type Clock, originOf } from '../../core/clock.ts'
import { NS_PER_US } from '../../core/units.ts'
import { startThread } from '../../core/thread.ts'
import { DueQueue } from '../../core/timing/due-queue.ts'
import { RoughCalls } from './rough-calls.ts'
import { closedWord, setDue, setLead, sharedTime, sharedTimeBytes } from './shared-time.ts'

/**
 * Runs calls at exact times of the run's clock. The pacing thread wakes this one a little early, by a lead that follows the
 * latency of such wakes; the last microseconds are spun here. A call that is late runs at once, none is ever dropped.
 */
export interface Pacer {
  /** Runs `run` at `at` (ns of the clock) or as soon after as this thread is free. */
  callAt(at: number, run: () => void): void
  /** Runs `run` within some milliseconds of `at`, without spinning for it. */
  callAbout(at: number, run: () => void): void
  /** Runs `run` when `halt` aborts, unless the function that it returns was called before. Costs the same however many wait. */
  onHalt(halt: AbortSignal, run: () => void): () => void
  /** Due time of the next call of `callAt`, Infinity without one. */
  readonly nextAt: number
  /** Forgets all calls. */
  clear(): void
  close(): Promise<void>
}

// The lead climbs when a wake came late and falls when it came early, three to one: it settles where a quarter is late.
const lateStepNs = 3 * NS_PER_US
const earlyStepNs = 1 * NS_PER_US
const firstLeadNs = 60 * NS_PER_US
const mostLeadNs = 200 * NS_PER_US

/** Starts the pacing thread; `onProbe` gets the event-loop delay seen by each probe. */
export async function startPacer(clock: Clock, onProbe: (delayNs: number) => void): Promise<Pacer> {
  const memory = new SharedArrayBuffer(sharedTimeBytes)
  const { port1, port2 } = new MessageChannel()
  const pacer = new ThreadPacer(clock, memory, port1, onProbe)
  pacer.thread = await startThread(import.meta.url, 'pacing-thread', {
    workerData: { memory, port: port2, originNs: originOf(clock) },
    transferList: [port2],
  })
  return pacer
}

class ThreadPacer implements Pacer {
  thread: Worker | null = null
  readonly #clock: Clock
  readonly #shared: ReturnType<typeof sharedTime>
  readonly #port: MessagePort
  readonly #queue = new DueQueue()
  readonly #rough: RoughCalls
  readonly #onProbe: (delayNs: number) => void
  #announced = Number.POSITIVE_INFINITY
  #leadNs = firstLeadNs

  constructor(clock: Clock, memory: SharedArrayBuffer, port: MessagePort, onProbe: (delayNs: number) => void) {
    this.#clock = clock
    this.#rough = new RoughCalls(clock)
    this.#shared = sharedTime(memory)
    this.#port = port
    this.#onProbe = onProbe
    setLead(this.#shared, this.#leadNs)
    setDue(this.#shared, Number.POSITIVE_INFINITY)
    port.on('message', (message: { wakeAt?: number; probeAt?: number }) => this.#hear(message))
  }

  get nextAt(): number {
    return this.#queue.nextAt
  }

  callAt(at: number, run: () => void): void {
    this.#queue.add({ at, run })
    if (at < this.#announced) this.#announce()
  }

  callAbout(at: number, run: () => void): void {
    this.#rough.callAbout(at, run)
  }

  onHalt(halt: AbortSignal, run: () => void): () => void {
    return this.#rough.onHalt(halt, run)
  }

  clear(): void {
    this.#rough.clear()
    this.#queue.clear()
    this.#announce()
  }

  async close(): Promise<void> {
    this.clear()
    Atomics.store(this.#shared.words, closedWord, 1)
    setDue(this.#shared, Number.POSITIVE_INFINITY)
    this.#port.close()
    await this.thread?.terminate()
  }

  #announce(): void {
    this.#announced = this.#queue.nextAt
    setDue(this.#shared, this.#announced)
  }

  #hear(message: { wakeAt?: number; probeAt?: number }): void {
    const now = this.#clock.nowNs()
    if (message.probeAt !== undefined) this.#onProbe(now - message.probeAt)
    if (message.wakeAt === undefined) return
    this.#follow(now)
    this.#runDue()
    this.#announce()
  }

  #follow(now: number): void {
    if (this.#queue.nextAt - now > mostLeadNs) return // a second wake for calls that have run already
    const late = now > this.#queue.nextAt
    this.#leadNs = Math.max(0, Math.min(mostLeadNs, this.#leadNs + (late ? lateStepNs : -earlyStepNs)))
    setLead(this.#shared, this.#leadNs)
  }

  #runDue(): void {
    for (;;) {
      const next = this.#queue.nextAt
      let now = this.#clock.nowNs()
      if (next > now + this.#leadNs) return
      while (now < next) now = this.#clock.nowNs()
      this.#queue.takeDue(now)?.run()
    }
  }
}
