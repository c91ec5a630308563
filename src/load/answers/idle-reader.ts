import type { Answer } from '../../clients/answer.ts'
import { type BodyRoom, roomOf } from '../../clients/body-log.ts'
import type { RawExchange } from '../../clients/client.ts'
import type { AnswerContext } from '../../clients/read-answer.ts'
import type { Clock } from '../../core/clock.ts'
import { msToNs } from '../../core/units.ts'
import type { AnswerReader } from './answer-reader.ts'
import { readSafely } from './read-safely.ts'

/**
 * Reads answers on the calling thread whenever it has nothing better to do: for a client whose bytes another thread stamps. Reading
 * takes a third of a microsecond an event, which is less than handing the answer over and taking it back; a thread of its own would
 * take 10 MB. What the thread does first: take what has ended, send what follows from it. Then answers are read for a tenth of a
 * millisecond at a time, and none while a send is near.
 */
export interface IdleSource {
  readonly clock: Clock
  /** When the next send is due. */
  readonly nextAt: () => number
  /** Gets the memory of exchanges that were read. */
  readonly onFree: (room: BodyRoom) => void
  /** Most answers under way at once so far. */
  readonly underWay: () => number
}

const turnNs = msToNs(0.1)
const nearNs = msToNs(0.5)
const retryMs = 1
// A thread that is never idle reads at once what comes beyond this, or beyond the answers that are under way at once: those of a thousand
// users may end together, and what follows from the last comes first.
const mostOwedBytes = 2 ** 20

export function idleReader(context: AnswerContext, source: IdleSource): AnswerReader {
  return new IdleReader(context, source)
}

interface Waiting {
  readonly raw: RawExchange
  readonly resolve: (answer: Answer) => void
}

class IdleReader implements AnswerReader {
  readonly #context: AnswerContext
  readonly #source: IdleSource
  #waiting: (Waiting | null)[] = []
  #next = 0
  #owedBytes = 0

  constructor(context: AnswerContext, source: IdleSource) {
    this.#context = context
    this.#source = source
  }

  read(raw: RawExchange, urgent = false): Promise<Answer> {
    const bytes = raw.body.buffer.byteLength
    if (urgent || raw.body.length === 0 || this.#owedBytes > Math.max(mostOwedBytes, this.#source.underWay() * bytes))
      return Promise.resolve(this.#readNow(raw))
    return new Promise((resolve) => {
      this.#owedBytes += bytes
      if (this.#waiting.push({ raw, resolve }) === 1) setImmediate(() => this.#turn())
    })
  }

  /** Nothing is left to do once everything was read. */
  async close(): Promise<void> {}

  #readNow(raw: RawExchange): Answer {
    const answer = readSafely(raw, this.#context)
    this.#source.onFree(roomOf(raw))
    return answer
  }

  #turn(): void {
    const { clock } = this.#source
    const until = clock.nowNs() + turnNs
    for (let now = until - turnNs; now < until && !this.#isNear(now) && this.#readOne(); now = clock.nowNs());
    if (this.#waiting.length === 0) return
    if (this.#isNear(clock.nowNs())) setTimeout(() => this.#turn(), retryMs)
    else setImmediate(() => this.#turn())
  }

  #isNear(now: number): boolean {
    const due = this.#source.nextAt()
    return due >= now && due - now < nearNs
  }

  /** False: none is left. What was read is let go of at once, though the queue may never become empty. */
  #readOne(): boolean {
    const { raw, resolve } = this.#waiting[this.#next] as Waiting
    this.#waiting[this.#next++] = null
    this.#owedBytes -= raw.body.buffer.byteLength
    resolve(this.#readNow(raw))
    const isEmpty = this.#next === this.#waiting.length
    if (2 * this.#next >= this.#waiting.length) {
      this.#waiting.splice(0, this.#next)
      this.#next = 0
    }
    return !isEmpty
  }
}
