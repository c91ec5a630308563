import type { EngineWork } from '../../src/core/engine-work.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { buildReport } from '../../src/report/build-report.ts'
import type { ReportModel } from '../../src/report/report-model.ts'
import type { ServerSample } from '../../src/core/server/server-sample.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

export const sampleRerun = 'infbench run workloads/chat-azure.yaml --set arrival.rate=4'

/** The report model of a made-up run; with `work` it is one of the bundled engine. */
export function sampleReport(
  options: SampleOptions = {},
  work: EngineWork | null = null,
  samples: readonly ServerSample[] = [],
): ReportModel {
  const { header, records } = sampleRun(options)
  return buildReport({
    header,
    document: summarize(header, records, work, samples),
    records,
    samples,
    rerun: sampleRerun,
  })
}

/** What a server of the made-up run would tell of itself, once a second. */
export const sampleServer = (seconds = 30): readonly ServerSample[] =>
  Array.from({ length: seconds }, (_, i) => ({
    ...{
      at: i * 1e9,
      running: Math.min(8, i),
      waiting: Math.max(0, i - 20),
      kvUsedShare: i / 100,
      preemptions: i < 6 ? 0 : i - 5,
    },
    ...{ cachedTokens: 10 * i, promptTokens: 100 * i, generatedTokens: 250 * i },
  }))
