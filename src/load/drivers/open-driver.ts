import { createClient } from '../../clients/create-client.ts'
import type { Clock } from '../../core/clock.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import { type LoadInput, type LoadRun, startLoad } from '../run-load.ts'
import type { Endpoint } from '../workers/messages.ts'
import { startWorkers } from '../workers/run-workers.ts'
import { startAutocannon } from './run-autocannon.ts'

/** What sends the load of a run. */
export interface Driver {
  start(input: Omit<LoadInput, 'client' | 'part'>): LoadRun
  close(): Promise<void>
}

/** The driver that a plan asks for; `workers`: how many load generators. Throws on a transport that is not to be had. */
export async function openDriver(
  plan: Pick<RunPlan, 'driver'>,
  workers: number,
  endpoint: Endpoint,
  clock: Clock,
): Promise<Driver> {
  const { baseUrl, headers } = endpoint
  const client = await createClient({ ...endpoint, clock })
  if (plan.driver === undefined && workers === 1)
    return { start: (input) => startLoad({ ...input, client }), close: () => client.close() }
  await client.close() // those who send have clients of their own; this one has shown that there can be one
  const close = async () => {}
  if (plan.driver === 'autocannon') return { start: (input) => startAutocannon({ ...input, baseUrl, headers }), close }
  return { start: (input) => startWorkers({ ...input, workers, endpoint }), close }
}
