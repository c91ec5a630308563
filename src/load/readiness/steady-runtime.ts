import { setFlagsFromString } from 'node:v8'
import type { Clock } from '../../core/clock.ts'
import { msToNs, nsToMs } from '../../core/units.ts'
import { processCpuNs } from '../client-telemetry.ts'

/**
 * Between the rehearsal and the end of the load nothing new is compiled and no helper threads collect garbage: both wake up
 * threads of the runtime that take the load's own core for milliseconds, at moments that nobody can foresee. What runs in
 * the load was compiled in the rehearsal, all but for the last few per cent, which a load that needs much of a core is given
 * back: it has no quiet moments that could be disturbed.
 */
const held = ['--no-opt', '--no-parallel-scavenge']
const usual = ['--opt', '--parallel-scavenge']
const checkEveryNs = msToNs(250)
const busyShare = 0.5

/** Holds the runtime still; returns how to let it go on. */
export function steadyRuntime(clock: Clock): () => void {
  for (const flag of held) setFlagsFromString(flag)
  let since = { at: clock.nowNs(), cpuNs: processCpuNs() }
  const timer = setInterval(() => {
    const now = { at: clock.nowNs(), cpuNs: processCpuNs() }
    if ((now.cpuNs - since.cpuNs) / (now.at - since.at) > busyShare) release()
    since = now
  }, nsToMs(checkEveryNs)).unref()
  const release = () => {
    clearInterval(timer)
    for (const flag of usual) setFlagsFromString(flag)
  }
  return release
}
