import { InfbenchError } from '../../../core/errors.ts'
import { nsToMs } from '../../../core/units.ts'
import type { ProgressMeter } from '../../progress-meter.ts'
import type { RecordStream } from '../../record-stream.ts'
import type { DriverEnd, LoadInput } from '../../run-load.ts'
import type { K6Process } from './k6-process.ts'
import { type K6Line, readK6Line } from './reading/k6-line.ts'
import { k6Record, wholeNs } from './reading/k6-record.ts'

interface K6Parts {
  readonly meter: ProgressMeter
  readonly records: RecordStream
}

/** Follows a k6 that runs the script of a load: its lines become records as they come, signals of the run end it. */
export class K6Load {
  readonly #input: Omit<LoadInput, 'client'>
  readonly #parts: K6Parts
  /** The run's zero, ms since 1970; k6 stamps by the wall clock of this same machine. */
  readonly #zeroMs: number
  #windowAt: number | null = null
  #lastMeasuredAt = 0

  constructor(input: Omit<LoadInput, 'client'>, parts: K6Parts) {
    this.#input = input
    this.#parts = parts
    const { clock } = input
    this.#zeroMs = clock.wallMs() - nsToMs(clock.nowNs())
  }

  async run(k6: K6Process): Promise<DriverEnd> {
    const { stop, abort, enough = new AbortController().signal } = this.#input
    const signals = [stop, abort, enough]
    const end = () => k6.stop()
    for (const signal of signals) signal.addEventListener('abort', end, { once: true })
    k6.ended.catch(() => {}) // what it says is awaited once its lines are read
    try {
      for await (const line of k6.lines) this.#take(line)
      await k6.ended
    } catch (error) {
      k6.stop()
      throw error
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', end)
    }
    return this.ended(stop.aborted || abort.aborted)
  }

  ended(interrupted: boolean): DriverEnd {
    const { plan, enough } = this.#input
    const startAt = this.#windowAt ?? plan.warmupNs
    const isCut = interrupted || enough?.aborted === true || plan.durationNs === null
    const planEnd = isCut ? startAt : startAt + plan.durationNs
    return { window: { startAt, endAt: Math.max(planEnd, this.#lastMeasuredAt) }, client: null, interrupted }
  }

  #take(line: string): void {
    const read = readLine(line)
    if (read === null) return
    if (read.kind === 'run') this.#open(wholeNs(read.told.zero - this.#zeroMs))
    else this.#record(read.told)
  }

  /** The schedule's zero is known: when the window opens follows from it. */
  #open(zeroAt: number): void {
    if (this.#windowAt !== null) return
    const { plan, clock, onWindow = () => {} } = this.#input
    this.#windowAt = zeroAt + plan.warmupNs
    this.#parts.meter.start(zeroAt)
    setTimeout(onWindow, Math.max(0, nsToMs(this.#windowAt - clock.nowNs()))).unref()
  }

  #record(told: Extract<K6Line, { kind: 'request' }>['told']): void {
    const { api, stream } = this.#input.plan.requests
    const { meter, records } = this.#parts
    const record = k6Record(told, this.#zeroMs, { api, stream })
    if (record.phase === 'measure') this.#lastMeasuredAt = Math.max(this.#lastMeasuredAt, record.doneAt)
    if (record.sentAt !== null) {
      meter.noteSent(record.sentAt)
      meter.noteEnded()
    }
    meter.noteRecord(record)
    records.push(record)
  }
}

function readLine(line: string): K6Line | null {
  try {
    return readK6Line(line)
  } catch (cause) {
    throw new InfbenchError('driver.failed', {
      message: `driver k6: expected lines of its JSON output, got ${JSON.stringify(line.slice(0, 80))}`,
      cause,
    })
  }
}
