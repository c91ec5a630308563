/** `oha --output-format json`: one object, seconds throughout. Source: schema.json of hatoo/oha. */
import { sToNs } from '../../../core/units.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf, type Meaning } from '../../reading/figures.ts'
import { hasKeys, isObject, type JsonObject, numberAt, objectOf } from '../../reading/json-values.ts'
import { assumed, definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { noSampleAtHand, summaryRun } from '../../reading/summary-run.ts'
import { noTokens } from './http-notes.ts'

const name = 'oha'

export const oha: ImportFormat = {
  name,
  title: 'oha',
  mark: 'JSON with summary.successRate, latencyPercentiles and statusCodeDistribution',
  matches(file) {
    const value = objectOf(file)
    return (
      hasKeys(value, 'summary', 'latencyPercentiles', 'statusCodeDistribution') &&
      hasKeys(value?.summary, 'successRate')
    )
  },
  parse: (file) => [runOf(objectOf(file) as JsonObject)],
}

const summaryMeanings: Readonly<Record<string, Meaning>> = {
  successRate: { unit: 'share' },
  total: { unit: 's', metric: 'window.durationS' },
  slowest: { unit: 's', metric: 'metrics.e2eServiceMs.max' },
  fastest: { unit: 's', metric: 'metrics.e2eServiceMs.min' },
  average: { unit: 's', metric: 'metrics.e2eServiceMs.mean' },
  requestsPerSec: { unit: 'requests/s', metric: 'throughput.requestsPerS' },
  totalData: { unit: 'bytes' },
  sizePerRequest: { unit: 'bytes' },
  sizePerSec: { unit: 'bytes/s' },
}

function meaningOf(key: string): Meaning | null {
  const [group = '', ...rest] = key.split('.')
  const inner = rest.join('.')
  if (group === 'summary') return summaryMeanings[inner] ?? null
  if (group === 'latencyPercentiles')
    return { unit: 's', metric: /^p(?:50|90|95|99)$/.test(inner) ? `metrics.e2eServiceMs.${inner}` : null }
  if (group === 'rps') return { unit: 'requests/s' }
  if (group === 'statusCodeDistribution' || group === 'errorDistribution' || /Histogram/.test(group))
    return { unit: 'requests' }
  return /^(?:details|\w*[pP]ercentiles\w*)$/.test(group) ? { unit: 's' } : null
}

function runOf(value: JsonObject): ImportedRun {
  const totalS = numberAt(value, 'summary.total')
  const statuses = countsOf(value.statusCodeDistribution)
  const answered = sum(statuses.map(([, count]) => count))
  const completed = sum(statuses.filter(([status]) => status.startsWith('2')).map(([, count]) => count))
  const errors = sum(countsOf(value.errorDistribution).map(([, count]) => count))
  return summaryRun({
    tool: name,
    name: 'oha',
    requests: { planned: answered + errors, completed, failed: answered - completed + errors },
    window: { durationNs: totalS === null ? null : sToNs(totalS) },
    figures: figuresOf(value, meaningOf),
    notes: [
      ...noTokens,
      definition(
        'metrics.e2eServiceMs',
        'from the send (with --latency-correction from when it was due, which the file does not say) to the whole answer, answers of any status together',
      ),
      definition('requests', 'its successRate counts answers of any status; completed are those of status 2xx here'),
      percentile('metrics.e2eServiceMs', 'percentiles are the value at a place of the sorted list, not interpolated'),
      assumed('target', 'the file names neither the address nor the load'),
      noSampleAtHand,
      summaryOnly,
    ],
  })
}

function countsOf(value: unknown): readonly (readonly [key: string, count: number])[] {
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, count]) => (typeof count === 'number' ? [[key, count] as const] : []))
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
