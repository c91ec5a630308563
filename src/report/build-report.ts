import type { RequestRecord } from '../core/request-record.ts'
import type { ServerSample } from '../core/server/server-sample.ts'
import type { RunHeader } from '../core/run-header.ts'
import type { RunDocument } from '../metrics/run-document.ts'
import { buildChartRows, firstDueAt } from './build-chart-rows.ts'
import { clip } from './sections/clip.ts'
import { definitionLines } from './sections/definition-lines.ts'
import { factGroups } from './sections/fact-groups.ts'
import { figureGroups } from './sections/figure-groups.ts'
import { headline, headlineRules } from './sections/headline.ts'
import { latencyLines } from './sections/latency-lines.ts'
import type { ReportModel } from './report-model.ts'
import { packRequests } from './selection/packed-requests.ts'
import { failureLines } from './rows/error-rows.ts'
import { tiles } from './sections/tiles.ts'

export interface ReportInput {
  readonly header: RunHeader
  readonly document: RunDocument
  readonly records: readonly RequestRecord[]
  /** What the server told of itself; default: nothing. */
  readonly samples?: readonly ServerSample[]
  /** The command that repeats the run. */
  readonly rerun: string
}

const longestWorkload = 20_000
/** Of fewer, every one can be seen as it is. */
const leastToSelect = 2

/** Everything that the report of one run says, from what is stored of it. Pure: the same input gives the same model. */
export function buildReport({ header, document, records, rerun, samples = [] }: ReportInput): ReportModel {
  const latency = latencyLines(document)
  const figures = figureGroups(document)
  const failures = failureLines(records.filter((record) => record.phase === 'measure'))
  const charts = buildChartRows(header, records, document, samples)
  const shown = new Set([
    ...latency.map((line) => line.metric),
    ...figures.flatMap((group) => group.lines.flatMap((line) => line.metric ?? [])),
  ])
  return {
    schema: 'infbench.report/1',
    runId: header.runId,
    name: clip(header.name, 120),
    startedAt: new Date(header.startedAtMs).toISOString(),
    infbenchVersion: header.environment.infbenchVersion,
    target: { model: clip(header.target.model, 120), url: clip(header.target.url, 200), kind: header.target.kind },
    validity: {
      status: document.status,
      reasons: document.reasons.map((reason) => ({ ...reason, message: clip(reason.message, 600) })),
    },
    sentences: headline(header, document, { latency, failures, slo: charts.slo }),
    rules: headlineRules,
    tiles: tiles(document, latency),
    latency,
    figures,
    failures,
    facts: factGroups(header, document),
    workloadText: header.workload.text === '' ? null : clip(header.workload.text, longestWorkload),
    rerun: clip(rerun, longestWorkload),
    definitions: definitionLines(shown),
    charts,
    ...(document.imported !== undefined && records.length === 0
      ? { noRequests: 'The imported file has no values per request.' }
      : {}),
    requests: records.length < leastToSelect ? null : packRequests(records, header.slo, firstDueAt(records)),
  }
}
