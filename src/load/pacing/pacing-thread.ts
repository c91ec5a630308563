import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { processClock } from '../../core/clock.ts'
import { msToNs, nsToMs } from '../../core/units.ts'
import { closedWord, dueOf, generationWord, leadOf, sharedTime } from './shared-time.ts'

/**
 * The thread that keeps time. A timer of the event loop is up to a millisecond late and waits for whatever runs there; this
 * thread sleeps in the kernel until shortly before the due time, spins the rest, and posts one message. In between it posts
 * a probe now and then, whose delay on arrival is the event-loop delay of the main thread.
 */
const spinNs = msToNs(0.15)
const probeEveryNs = msToNs(50)

interface Start {
  readonly memory: SharedArrayBuffer
  readonly port: MessagePort
  readonly originNs: bigint
}

const { memory, port, originNs } = workerData as Start
const clock = processClock(originNs)
const shared = sharedTime(memory)
if (parentPort !== null) announce(parentPort)
let nextProbeAt = clock.nowNs() + probeEveryNs

while (Atomics.load(shared.words, closedWord) === 0) {
  const generation = Atomics.load(shared.words, generationWord)
  const wakeAt = dueOf(shared) - leadOf(shared)
  const now = clock.nowNs()
  if (now >= wakeAt) {
    port.postMessage({ wakeAt })
    // Main answers by setting the next due time; until then there is nothing to keep.
    Atomics.wait(shared.words, generationWord, generation, nsToMs(probeEveryNs))
  } else if (wakeAt - now <= spinNs) {
    while (clock.nowNs() < wakeAt && Atomics.load(shared.words, generationWord) === generation);
  } else if (now >= nextProbeAt) {
    nextProbeAt = now + probeEveryNs
    port.postMessage({ probeAt: now })
  } else {
    Atomics.wait(shared.words, generationWord, generation, nsToMs(Math.min(wakeAt - spinNs, nextProbeAt) - now))
  }
}
port.close()

function announce(port: MessagePort): void {
  port.postMessage('ready')
}
