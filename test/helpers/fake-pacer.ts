import { fakeClock } from '../../src/core/clock.ts'
import { DueQueue } from '../../src/core/timing/due-queue.ts'
import type { Pacer } from '../../src/load/pacing/pacer.ts'

/** A pacer whose time moves only when told to: `run` goes from call to call and lets promises settle in between. */
export function fakePacer() {
  const clock = fakeClock()
  const queue = new DueQueue()
  const pacer: Pacer = {
    callAt: (at, run) => queue.add({ at, run }),
    callAbout: (at, run) => queue.add({ at, run }),
    onHalt: (halt, run) => {
      halt.addEventListener('abort', run, { once: true })
      return () => halt.removeEventListener('abort', run)
    },
    get nextAt() {
      return queue.nextAt
    },
    clear: () => queue.clear(),
    close: async () => {},
  }
  const settle = async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve()
  }
  const run = async (untilNs: number) => {
    for (await settle(); queue.nextAt <= untilNs; await settle()) {
      const at = queue.nextAt
      if (at > clock.nowNs()) clock.advance(at - clock.nowNs())
      for (let call = queue.takeDue(at); call !== null; call = queue.takeDue(at)) call.run()
    }
    if (Number.isFinite(untilNs) && untilNs > clock.nowNs()) clock.advance(untilNs - clock.nowNs())
    await settle()
  }
  return { clock, pacer, run }
}
