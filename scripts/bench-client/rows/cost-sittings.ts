import { sToNs } from '../../../src/core/units.ts'
import type { ClientFigures } from '../runners/client-task.ts'
import { runClient } from '../runners/run-client.ts'
import { type Sitting, sitting } from './sitting.ts'

/** What the client itself needs. */
const users = (count: number) => ({ process: 'concurrency', users: count, thinkTimeNs: 0 }) as const
const perCpuSecond = (count: number, { cpuNs }: ClientFigures) => count / (cpuNs / 1e9)

export const costSittings: readonly Sitting[] = [
  sitting(
    'unpaced streams',
    (cores) =>
      runClient(
        { ...{ model: 'mock-fast', outputTokens: 1000, arrival: users(8) }, requests: 3000, warmupNs: sToNs(0.5) },
        cores,
      ),
    [{ name: 'events', unit: '/CPU s', better: 'more', bar: 420_000, of: (f) => perCpuSecond(f.events, f) }],
    true,
  ),
  sitting(
    'not streamed',
    (cores) =>
      runClient(
        { ...{ model: 'mock-fast', stream: false, arrival: users(32) }, requests: 100_000, warmupNs: sToNs(1) },
        cores,
      ),
    [{ name: 'requests', unit: '/CPU s', better: 'more', bar: 30_000, of: (f) => perCpuSecond(f.requests, f) }],
    true,
  ),
]
