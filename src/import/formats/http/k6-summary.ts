/**
 * k6 at the end of a test: `--summary-export FILE` (flat statistics) and what `handleSummary` gets (`values` inside). Times are ms.
 * Source: grafana.com/docs/k6, "End of test" and "Built-in metrics".
 */
import { MS_PER_S, msToNs } from '../../../core/units.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf, type Meaning } from '../../reading/figures.ts'
import { hasKeys, isObject, type JsonObject, numberAt, objectOf } from '../../reading/json-values.ts'
import { absent, definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { noSampleAtHand, summaryRun } from '../../reading/summary-run.ts'
import { k6Definitions } from './k6-notes.ts'

const name = 'k6-summary'

export const k6Summary: ImportFormat = {
  name,
  title: "k6's end-of-test summary",
  mark: 'JSON with root_group and metrics.iterations or metrics.http_reqs',
  matches(file) {
    const value = objectOf(file)
    return hasKeys(value, 'metrics') &&
      isObject(value?.metrics) &&
      (hasKeys(value, 'root_group') || hasKeys(value, 'state'))
      ? hasKeys(value.metrics, 'iterations') || hasKeys(value.metrics, 'http_reqs')
      : false
  },
  parse: (file) => [runOf(objectOf(file) as JsonObject)],
}

const statistics: Readonly<Record<string, string>> = {
  ...{ avg: 'mean', med: 'p50', min: 'min', max: 'max' },
  ...{ 'p(50)': 'p50', 'p(90)': 'p90', 'p(95)': 'p95', 'p(99)': 'p99' },
}

/** Metrics of ms that are no `http_req_*`; what a script adds has its unit in `contains`. */
const times =
  /^(?:http_req_(?!failed)\w+|iteration_duration|group_duration|ws_connecting|ws_session_duration|grpc_req_duration)(?:\{|$)/

function meaningIn(value: JsonObject) {
  return (key: string): Meaning | null => {
    if (key === 'state.testRunDurationMs') return { unit: 'ms', metric: 'window.durationS' }
    const [, metric = '', rest = ''] = /^metrics\.([^{.]+(?:\{[^}]*\})?)\.(.*)$/.exec(key) ?? []
    const statistic = rest.replace(/^values\./, '')
    if (metric === 'http_req_duration') return { unit: 'ms', metric: placeOf(statistic) }
    if (metric === 'http_reqs' && statistic === 'rate') return { unit: 'requests/s', metric: 'throughput.requestsPerS' }
    if (metric === 'http_reqs') return { unit: 'requests' }
    if (times.test(metric) || numberedAsTime(value, metric)) return { unit: 'ms' }
    if (/^data_(?:sent|received)/.test(metric)) return { unit: statistic === 'rate' ? 'bytes/s' : 'bytes' }
    return statistic === 'rate' && metric === 'http_req_failed' ? { unit: 'share' } : null
  }
}

const placeOf = (statistic: string) => {
  const place = statistics[statistic]
  return place === undefined ? null : `metrics.e2eServiceMs.${place}`
}

const numberedAsTime = ({ metrics }: JsonObject, metric: string) =>
  isObject(metrics) && isObject(metrics[metric]) && metrics[metric].contains === 'time'

function runOf(value: JsonObject): ImportedRun {
  const sent = inMetric(value, 'http_reqs', 'count')
  // A Rate counts what was true, and true is failed.
  const failed = inMetric(value, 'http_req_failed', 'passes')
  const rate = inMetric(value, 'http_reqs', 'rate')
  const durationMs = numberAt(value, 'state.testRunDurationMs')
  const windowNs = durationMs === null ? derivedNs(sent, rate) : msToNs(durationMs)
  return summaryRun({
    tool: name,
    name: 'k6',
    requests: { planned: sent, completed: sent === null ? null : sent - (failed ?? 0), failed },
    window: { durationNs: windowNs },
    figures: figuresOf(value, meaningIn(value), (key) => key === 'root_group' || key === 'options'),
    notes: [
      ...k6Definitions,
      percentile(
        'metrics.e2eServiceMs',
        'percentiles are interpolated between neighbours, as here; p99 only where summaryTrendStats asks for it',
      ),
      ...(durationMs === null
        ? [definition('window.durationS', 'not told by --summary-export: requests over their rate')]
        : []),
      absent('target', 'the file names neither the address nor the script'),
      noSampleAtHand,
      summaryOnly,
    ],
  })
}

/** A statistic of a metric in either form. */
function inMetric({ metrics }: JsonObject, metric: string, statistic: string): number | null {
  const found = isObject(metrics) ? metrics[metric] : undefined
  return numberAt(found, statistic) ?? numberAt(found, `values.${statistic}`)
}

const derivedNs = (count: number | null, perSecond: number | null) =>
  count === null || perSecond === null || perSecond === 0 ? null : msToNs((count / perSecond) * MS_PER_S)
