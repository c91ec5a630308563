import { summarize } from '../../src/metrics/summarize.ts'
import { buildReport } from '../../src/report/build-report.ts'
import type { ReportModel } from '../../src/report/report-model.ts'
import { type SampleOptions, sampleRun } from './sample-run.ts'

export const sampleRerun = 'infbench run workloads/chat-azure.yaml --set arrival.rate=4'

/** The report model of a made-up run. */
export function sampleReport(options: SampleOptions = {}): ReportModel {
  const { header, records } = sampleRun(options)
  return buildReport({ header, document: summarize(header, records), records, rerun: sampleRerun })
}
