import { originOf } from '../../core/clock.ts'
import { startThread } from '../../core/thread.ts'
import { NS_PER_S } from '../../core/units.ts'
import { launch, type LoadRun } from '../run-load.ts'
import type { StartWorker } from './crew.ts'
import type { WorkerStart } from './messages.ts'
import { SharedFlight, sharedCountsBytes } from './shared-counts.ts'
import { WorkersLoad, type WorkersInput } from './workers-load.ts'

const rateSpanNs = 5 * NS_PER_S

/** Starts the load; `startWorker` is how a worker begins, for tests of what becomes of one. */
export function startWorkers(input: WorkersInput, startWorker: typeof startLoadThread = startLoadThread): LoadRun {
  const counts = new SharedArrayBuffer(sharedCountsBytes)
  const flight = new SharedFlight(counts)
  const start: StartWorker = (lane) => startWorker(beginningOf(input, counts, lane))
  const run = launch(input, (_, meter, records) => new WorkersLoad(input, flight, meter, records).run(start), flight)
  const sends: { at: number; sent: number }[] = []
  const rate = () => {
    const now = { at: input.clock.nowNs(), sent: flight.sent }
    sends.push(now)
    while (now.at - (sends[0]?.at ?? now.at) > rateSpanNs) sends.shift()
    const [first = now] = sends
    return now.at === first.at ? 0 : ((now.sent - first.sent) / (now.at - first.at)) * NS_PER_S
  }
  return { ...run, progress: () => ({ ...run.progress(), sendRatePerSecond: rate() }) }
}

/** Starts a worker's thread. */
export function startLoadThread(start: WorkerStart) {
  return startThread(import.meta.url, 'worker-thread', { workerData: start })
}

function beginningOf(input: WorkersInput, counts: SharedArrayBuffer, lane: number): WorkerStart {
  const { plan, schedule, clock, endpoint, tokenizer, rehearsed = false, workers } = input
  return {
    ...{ plan, planned: schedule.planned, playsSessions: schedule.sessions !== undefined },
    lane: { index: lane, of: workers },
    originNs: originOf(clock),
    ...{ counts, endpoint, rehearsed, countsText: tokenizer?.fidelity === 'target' },
  }
}
