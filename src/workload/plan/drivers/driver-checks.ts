import type { Fault } from '../../file/fault.ts'
import type { RunPlan } from '../../run-plan.ts'
import type { SoundParts } from '../cross-checks.ts'
import { autocannonChecks } from './autocannon-checks.ts'
import { k6Checks } from './k6-checks.ts'

/** What the figures of a driver do not say, for the run's notes. */
export function driverNotes({ driver, requests }: Pick<RunPlan, 'driver' | 'requests'>): readonly string[] {
  if (driver === undefined) return []
  if (driver === 'autocannon')
    return [
      'sent by autocannon, which tells no times of tokens: TTFT, TPOT and ITL are unknown, and send lag is none by definition',
      "a connection's first request includes connecting; bodies that cannot be written as fast as they are sent are sent again",
    ]
  const stamps = requests.stream
    ? 'moments are those of its extension k6/x/sse; with one that stamps nothing they are whole milliseconds, taken after parsing'
    : 'it tells when a request was sent to the millisecond, and no times of tokens: TTFT, TPOT and ITL are unknown'
  return [
    `sent by k6: ${stamps}`,
    "k6 does not tell how its own process fared: its load, the lag of its reads and its connections are unknown; a VU's first request includes connecting",
  ]
}

/** What the driver that a workload names cannot do, said where the workload asks for it, with the way out. */
export function driverChecks(file: SoundParts): Fault[] {
  if (file.driver === 'autocannon') return autocannonChecks(file)
  return [...foreignFaults(file), ...(file.driver === 'k6' ? k6Checks(file) : [])]
}

/** What only autocannon has. */
function foreignFaults({ driver = 'native', load }: SoundParts): Fault[] {
  const { pipelining = 1 } = load ?? {}
  if (pipelining === 1) return []
  const message = `expected 1 beside driver ${driver}, got ${pipelining}: only autocannon sends before the answer before has come`
  return [{ path: ['load', 'pipelining'], at: 'value', message }]
}
