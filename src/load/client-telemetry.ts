import { cpuUsage } from 'node:process'
import { build } from 'hdr-histogram-js'
import type { ClientTelemetry } from '../core/run-header.ts'
import { NS_PER_S, NS_PER_US } from '../core/units.ts'
import { GcWatch } from './pacing/gc-watch.ts'

const mostDelayUs = (60 * NS_PER_S) / NS_PER_US

/** CPU time of all threads so far, ns since the process began. */
export function processCpuNs(): number {
  const { user, system } = cpuUsage()
  return (user + system) * NS_PER_US
}

/** Watches how the load generator itself fares, from `start` to `end`. CPU time is that of all its threads. */
export class TelemetryWatch {
  // Delays in us: up to a minute, three digits, 0.2 MB.
  readonly #delays = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: mostDelayUs,
    numberOfSignificantValueDigits: 3,
  })
  readonly #gc = new GcWatch()
  #startAt = 0
  #cpuAtStart = cpuUsage()

  start(at: number): void {
    this.#startAt = at
    this.#cpuAtStart = cpuUsage()
    this.#delays.reset()
    this.#gc.take()
  }

  /** A probe from the pacing thread was heard this long after it was posted. */
  noteDelay(delayNs: number): void {
    this.#delays.recordValue(Math.min(mostDelayUs, Math.max(0, Math.round(delayNs / NS_PER_US))))
  }

  end(at: number, facts: { maxInFlight: number; connectionsOpened: number }): ClientTelemetry {
    const cpu = cpuUsage(this.#cpuAtStart)
    const wallNs = Math.max(1, at - this.#startAt)
    const delay = (percentile: number) =>
      this.#delays.totalCount === 0 ? 0 : this.#delays.getValueAtPercentile(percentile) * NS_PER_US
    return {
      eventLoopDelayNs: { p50: delay(50), p99: delay(99), max: delay(100) },
      cpuShare: ((cpu.user + cpu.system) * NS_PER_US) / wallNs,
      ...facts,
      gcPauses: this.#gc.end(),
    }
  }
}
