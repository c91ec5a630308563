import type { EngineWork } from '../../src/core/engine-work.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { buildReport } from '../../src/report/build-report.ts'
import type { ReportModel } from '../../src/report/report-model.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

export const sampleRerun = 'infbench run workloads/chat-azure.yaml --set arrival.rate=4'

/** The report model of a made-up run; with `work` it is one of the bundled engine. */
export function sampleReport(options: SampleOptions = {}, work: EngineWork | null = null): ReportModel {
  const { header, records } = sampleRun(options)
  return buildReport({ header, document: summarize(header, records, work), records, rerun: sampleRerun })
}
