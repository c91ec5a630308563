/**
 * Runs as an OTLP metrics export request in its JSON encoding: what an OpenTelemetry collector takes at /v1/metrics, or reads with
 * its otlpjsonfile receiver.
 */
import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { attributes } from './attributes.ts'
import { genAiMetrics } from './gen-ai-metrics.ts'
import { spanOf } from './otlp-metric.ts'
import { runMetricsOf } from './run-metrics.ts'

/** Everything that is told of a run; `records` are gone through once. */
export interface OtlpRun {
  readonly header: RunHeader
  readonly document: RunDocument
  readonly records: Iterable<RequestRecord>
}

/** One ExportMetricsServiceRequest with a resource per run: what made it, on what, and what it may be compared with. */
export function otlpMetrics(runs: Iterable<OtlpRun>): { readonly resourceMetrics: readonly object[] } {
  return { resourceMetrics: Array.from(runs, resourceMetrics) }
}

function resourceMetrics({ header, document, records }: OtlpRun): object {
  const span = spanOf(header)
  const metrics = [...genAiMetrics(header, records, span), ...runMetricsOf(document, span)]
  const scope = { name: 'infbench', version: document.environment.infbenchVersion }
  return { resource: resourceOf(document), scopeMetrics: [{ scope, metrics }] }
}

function resourceOf({ runId, name, status, tags, target, fingerprints, environment }: RunDocument) {
  return {
    attributes: attributes({
      'service.name': 'infbench',
      'service.version': environment.infbenchVersion,
      'service.instance.id': runId,
      'host.cpu.model.name': environment.cpuModel,
      'os.description': environment.os,
      'infbench.run.name': name,
      'infbench.run.status': status,
      'infbench.run.tags': tags,
      'infbench.target.kind': target.kind,
      'infbench.target.url': target.url,
      'infbench.target.model': target.model,
      'infbench.fingerprint.workload': fingerprints.workload,
      'infbench.fingerprint.environment': fingerprints.environment,
      'infbench.fingerprint.target': fingerprints.target,
      'infbench.fingerprint.dataset': fingerprints.dataset,
    }),
  }
}
