import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProgressMeter } from '../../progress-meter.ts'
import type { RecordStream } from '../../record-stream.ts'
import { type DriverEnd, launch, type LoadInput, type LoadRun } from '../../run-load.ts'
import { K6Load } from './k6-load.ts'
import { startK6 } from './k6-process.ts'
import { planK6Test } from './plan-k6-test.ts'
import { k6Script } from './script/k6-script.ts'

/** As for the native load; k6 opens connections of its own. */
export interface K6Input extends Omit<LoadInput, 'client'> {
  /** Path of k6. */
  readonly program: string
  readonly baseUrl: string
}

/**
 * The load of k6: a process of its own with the schedule as a script, whose requests become the same records as the native load's. How it
 * fared itself it does not tell.
 */
export function startK6Load(input: K6Input): LoadRun<DriverEnd> {
  return launch(input, run)
}

async function run(input: K6Input, meter: ProgressMeter, records: RecordStream): Promise<DriverEnd> {
  const { plan, baseUrl, prepare, schedule, program, stop, abort } = input
  const test = await planK6Test({
    ...{ plan, baseUrl, prepare, requests: schedule.requests, name: plan.name },
    ...{ version: 'for this run', command: 'infbench run', thresholds: [], run: {} },
  })
  const load = new K6Load(input, { meter, records })
  if (stop.aborted || abort.aborted || test.requests.length === 0) return load.ended(true)
  const folder = await mkdtemp(join(tmpdir(), 'infbench-k6-'))
  try {
    const script = join(folder, 'run.js')
    // headers may hold what is nobody else's business
    await writeFile(script, k6Script(test), { mode: 0o600 })
    return await load.run(startK6(program, script))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
