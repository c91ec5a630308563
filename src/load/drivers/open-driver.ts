import { createClient } from '../../clients/create-client.ts'
import type { Clock } from '../../core/clock.ts'
import type { Io } from '../../core/io.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import { type DriverEnd, type LoadInput, type LoadRun, startLoad } from '../run-load.ts'
import type { Endpoint } from '../workers/messages.ts'
import { startWorkers } from '../workers/run-workers.ts'
import { findK6 } from './k6/find-k6.ts'
import { startK6Load } from './k6/run-k6.ts'
import { startAutocannon } from './run-autocannon.ts'

/** What sends the load of a run. */
export interface Driver {
  start(input: Omit<LoadInput, 'client' | 'part'>): LoadRun<DriverEnd>
  close(): Promise<void>
}

export interface DriverPlace {
  /** How many load generators. */
  readonly workers: number
  readonly endpoint: Endpoint
  readonly clock: Clock
  /** Where programs are looked for. */
  readonly env: Io['env']
}

/** The driver that a plan asks for. Throws on a transport that is not to be had, driver.missing for a program that is not there. */
export async function openDriver(plan: Pick<RunPlan, 'driver'>, place: DriverPlace): Promise<Driver> {
  const { workers, endpoint, clock } = place
  const { baseUrl, headers } = endpoint
  const close = async () => {}
  if (plan.driver === 'k6') {
    const program = await findK6(place.env)
    return { start: (input) => startK6Load({ ...input, program, baseUrl }), close }
  }
  const client = await createClient({ ...endpoint, clock })
  if (plan.driver === undefined && workers === 1)
    return { start: (input) => startLoad({ ...input, client }), close: () => client.close() }
  await client.close() // those who send have clients of their own; this one has shown that there can be one
  if (plan.driver === 'autocannon') return { start: (input) => startAutocannon({ ...input, baseUrl, headers }), close }
  return { start: (input) => startWorkers({ ...input, workers, endpoint }), close }
}
