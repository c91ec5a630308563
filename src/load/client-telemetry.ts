import { performance } from 'node:perf_hooks'
import { cpuUsage } from 'node:process'
import type { ClientTelemetry } from '../core/run-header.ts'
import { NS_PER_S, NS_PER_US } from '../core/units.ts'
import { logHistogram } from '../stats/log-histogram.ts'
import { GcWatch } from './pacing/gc-watch.ts'

const mostDelayNs = 60 * NS_PER_S

/** CPU time of all threads so far, ns since the process began. */
export function processCpuNs(): number {
  const { user, system } = cpuUsage()
  return (user + system) * NS_PER_US
}

/** Watches how the load generator itself fares, from `start` to `end`. CPU time is that of all its threads. */
export class TelemetryWatch {
  readonly #delays = logHistogram(mostDelayNs)
  readonly #gc = new GcWatch()
  #startAt = 0
  #cpuAtStart = cpuUsage()
  #loopAtStart = performance.eventLoopUtilization()

  start(at: number): void {
    this.#startAt = at
    this.#cpuAtStart = cpuUsage()
    this.#loopAtStart = performance.eventLoopUtilization()
    this.#delays.reset()
    this.#gc.take()
  }

  /** A probe from the pacing thread was heard this long after it was posted. */
  noteDelay(delayNs: number): void {
    this.#delays.add(delayNs)
  }

  end(
    at: number,
    facts: Pick<ClientTelemetry, 'maxInFlight' | 'connectionsOpened' | 'heldBack' | 'transport' | 'readLagNs'>,
  ): ClientTelemetry {
    const cpu = cpuUsage(this.#cpuAtStart)
    const wallNs = Math.max(1, at - this.#startAt)
    const delay = (share: number) => this.#delays.at(share) ?? 0
    return {
      eventLoopDelayNs: { p50: delay(0.5), p99: delay(0.99), max: delay(1) },
      cpuShare: ((cpu.user + cpu.system) * NS_PER_US) / wallNs,
      busyShare: performance.eventLoopUtilization(this.#loopAtStart).utilization,
      ...facts,
      gcPauses: this.#gc.end(),
    }
  }
}
