import { TelemetryWatch } from '../client-telemetry.ts'
import { startAnswerReader } from '../answers/answer-reader.ts'
import type { ProgressMeter } from '../progress-meter.ts'
import type { RecordStream } from '../record-stream.ts'
import { launch, type LoadEnd, type LoadRun } from '../run-load.ts'
import { type AutocannonInput, AutocannonLoad } from './autocannon-load.ts'
import { BodyPool } from './body-pool.ts'

/**
 * The load of autocannon: so many connections, each sending its next request the moment its answer has ended. The same
 * records as the native load, from what autocannon tells; a plan for it is closed loop, not streamed and over plain HTTP
 * (the workload's checks hold that).
 */
export function startAutocannon(input: AutocannonInput): LoadRun {
  return launch(input, run)
}

async function run(input: AutocannonInput, meter: ProgressMeter, records: RecordStream): Promise<LoadEnd> {
  const reader = await startAnswerReader({ api: input.plan.requests.api, stream: false })
  try {
    const pool = await BodyPool.fill(input)
    return await new AutocannonLoad(input, { meter, records, reader, pool, watch: new TelemetryWatch() }).run()
  } finally {
    await reader.close()
  }
}
