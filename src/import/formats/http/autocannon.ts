/** `autocannon --json`: one object with latency (ms), requests and throughput (per second, sampled once a second). Source: its README. */
import { sToNs } from '../../../core/units.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf, type Meaning } from '../../reading/figures.ts'
import { hasKeys, type JsonObject, numberAt, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { stampMs } from '../../reading/stamps.ts'
import { summaryRun } from '../../reading/summary-run.ts'
import { noTokens } from './http-notes.ts'

const name = 'autocannon'

export const autocannonResult: ImportFormat = {
  name,
  title: 'autocannon',
  mark: 'JSON with connections, pipelining, non2xx, latency.p97_5 and requests.total',
  matches: (file) => objectsOf(file).length > 0 && objectsOf(file).every(({ value }) => isResult(value)),
  parse: (file) => objectsOf(file).map(({ value }) => runOf(value)),
}

const isResult = (value: JsonObject) =>
  hasKeys(value, 'connections', 'non2xx', 'latency', 'requests', 'throughput') &&
  hasKeys(value.latency, 'p97_5') &&
  hasKeys(value.requests, 'total')

const settings = ['title', 'socketPath', 'connections', 'sampleInt', 'pipelining', 'workers']

/** autocannon's own percentiles by their names here; 97.5 and the rest have no counterpart. */
const latencies: Readonly<Record<string, string>> = {
  ...{ mean: 'mean', min: 'min', max: 'max', p50: 'p50', p90: 'p90', p99: 'p99' },
}

function meaningOf(key: string): Meaning | null {
  const [group, statistic = ''] = key.split('.')
  if (key === 'duration') return { unit: 's', metric: 'window.durationS' }
  if (key === 'latency.totalCount' || key === 'requests.total' || key === 'requests.sent') return { unit: 'requests' }
  if (key === 'throughput.total') return { unit: 'bytes' }
  const place = latencies[statistic]
  if (group === 'latency') return { unit: 'ms', metric: place === undefined ? null : `metrics.e2eServiceMs.${place}` }
  if (group === 'requests')
    return { unit: 'requests/s', metric: statistic === 'mean' ? 'throughput.requestsPerS' : null }
  if (group === 'throughput') return { unit: 'bytes/s' }
  if (key === '2xx') return { unit: 'requests', metric: 'requests.completed' }
  return { unit: group === 'samples' ? null : 'requests' }
}

function runOf(value: JsonObject): ImportedRun {
  const durationS = numberAt(value, 'duration')
  const failed = (numberAt(value, 'non2xx') ?? 0) + (numberAt(value, 'errors') ?? 0)
  return summaryRun({
    tool: name,
    name: [textAt(value, 'title') ?? 'autocannon', `${numberAt(value, 'connections') ?? '?'} connections`].join(', '),
    startedAtMs: stampMs(value.start),
    target: { url: textAt(value, 'url'), model: null, facts: {} },
    settings: pick(value, settings),
    requests: { planned: numberAt(value, 'requests.sent'), completed: numberAt(value, '2xx'), failed },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    figures: figuresOf(value, meaningOf, (key) => settings.includes(key) || key === 'start' || key === 'finish'),
    notes: [
      ...noTokens,
      definition(
        'metrics.e2eServiceMs',
        'latency is from the send to the whole answer, answers of any status together; with a fixed rate it is corrected for what was not sent in time',
      ),
      definition('throughput.requestsPerS', 'the mean of one-second samples, answers of any status together'),
      percentile('metrics.e2eServiceMs', 'percentiles of a histogram (HdrHistogram) of whole milliseconds'),
      summaryOnly,
    ],
  })
}
