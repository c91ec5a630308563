/** What `wrk2` (`wrk -R RATE`, also with `-L` and `-U`) prints. Source: README of giltene/wrk2. */
import type { ImportedFigure } from '../../../core/imported/imported-figure.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figure } from '../../reading/figures.ts'
import { definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { noSampleAtHand, summaryRun } from '../../reading/summary-run.ts'
import { noTokens } from './http-notes.ts'
import { wrk2Latencies } from './wrk2-latencies.ts'

const name = 'wrk2'
const distribution = /^\s*Latency Distribution \(HdrHistogram - (Recorded|Uncorrected) Latency/m

export const wrk2: ImportFormat = {
  name,
  title: 'wrk2',
  mark: 'text with "Latency Distribution (HdrHistogram - Recorded Latency)" and Requests/sec',
  matches: ({ content, text }) => content.kind === 'text' && distribution.test(text) && /^Requests\/sec:/m.test(text),
  parse: ({ text }) => [runOf(text)],
}

function runOf(text: string): ImportedRun {
  const [, seconds = '', url = null] = /^Running (\S+) test @ (\S+)/m.exec(text) ?? []
  const [, threads, connections] = /^\s*(\d+) threads? and (\d+) connections/m.exec(text) ?? []
  const [, requests, durationS = null] = /^\s*(\d+) requests in ([\d.]+)s/m.exec(text) ?? []
  const failures = failuresOf(text)
  const failed = failures.reduce((sum, { value }) => sum + Number(value), 0)
  const total = requests === undefined ? null : Number(requests)
  const completed = total === null ? null : Math.max(0, total - nonSuccess(failures))
  return summaryRun({
    tool: name,
    name: ['wrk2', connections === undefined ? null : `${connections} connections`]
      .filter((part) => part !== null)
      .join(', '),
    target: { url, model: null, facts: {} },
    settings: { duration: seconds, threads: numberOf(threads), connections: numberOf(connections) },
    requests: { planned: total, completed, failed },
    window: { durationNs: durationS === null ? null : sToNs(Number(durationS)) },
    figures: [
      ...totals(text, durationS, total),
      ...(completed === null
        ? []
        : [figure('2xx or 3xx', completed, { unit: 'requests', metric: 'requests.completed' })]),
      ...failures,
      ...threadStats(text),
      ...wrk2Latencies(text),
    ],
    notes: [
      ...noTokens,
      definition(
        'metrics.e2eMs',
        'recorded latency counts from when a request was due at its constant rate, as E2E does here; answers of any status together',
      ),
      definition('metrics.e2eServiceMs', 'uncorrected latency (-U) counts from the send'),
      definition('throughput.requestsPerS', 'answers of any status'),
      percentile('metrics.e2eMs', 'percentiles of a histogram (HdrHistogram) with three digits, not of single values'),
      noSampleAtHand,
      summaryOnly,
    ],
  })
}

const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text))

function totals(text: string, durationS: string | null, requests: number | null): ImportedFigure[] {
  const [, rate] = /^Requests\/sec:\s*([\d.]+)/m.exec(text) ?? []
  const [, transfer, transferUnit = ''] = /^Transfer\/sec:\s*([\d.]+)(\w+)/m.exec(text) ?? []
  const [, read, readUnit = ''] = /requests in [\d.]+s, ([\d.]+)(\w+) read/.exec(text) ?? []
  return [
    ...(requests === null ? [] : [figure('requests', requests, { unit: 'requests' })]),
    ...(durationS === null ? [] : [figure('duration', Number(durationS), { unit: 's', metric: 'window.durationS' })]),
    ...(rate === undefined
      ? []
      : [figure('Requests/sec', Number(rate), { unit: 'requests/s', metric: 'throughput.requestsPerS' })]),
    ...(transfer === undefined ? [] : [figure('Transfer/sec', Number(transfer), { unit: `${transferUnit}/s` })]),
    ...(read === undefined ? [] : [figure('read', Number(read), { unit: readUnit })]),
    ...calibrations(text),
  ]
}

/** `mean lat.: 9747 usec, rate sampling interval: 21 msec`, or `9.747ms, ... 21ms` of newer ones. */
function calibrations(text: string): ImportedFigure[] {
  const line = /Thread calibration: mean lat\.: ([\d.]+) ?(\w+), rate sampling interval: (\d+)/g
  return [...text.matchAll(line)].flatMap(([, latency, unit, interval], i) => [
    figure(`Thread calibration.${i}.mean lat.`, Number(latency), { unit: unit === 'usec' ? 'us' : (unit ?? null) }),
    figure(`Thread calibration.${i}.rate sampling interval`, Number(interval), { unit: 'ms' }),
  ])
}

/** Requests that got no answer, and answers of other status, as the last lines tell. */
function failuresOf(text: string): ImportedFigure[] {
  const [, other] = /^\s*Non-2xx or 3xx responses: (\d+)/m.exec(text) ?? []
  const sockets = /^\s*Socket errors: (.*)$/m.exec(text)?.[1] ?? ''
  return [
    ...(other === undefined ? [] : [figure('Non-2xx or 3xx responses', Number(other), { unit: 'requests' })]),
    ...[...sockets.matchAll(/(\w+) (\d+)/g)].map(([, kind, count]) =>
      figure(`Socket errors.${kind}`, Number(count), { unit: 'requests' }),
    ),
  ]
}

const nonSuccess = (failures: readonly ImportedFigure[]) =>
  Number(failures.find(({ key }) => key.startsWith('Non-2xx'))?.value ?? 0)

/** Averages per thread, whose spread is between threads' samples. */
function threadStats(text: string): ImportedFigure[] {
  const line = /^\s*(Latency|Req\/Sec)\s+([\d.]+)(\w*)\s+([\d.]+)(\w*)\s+([\d.]+)(\w*)\s+([\d.]+)%/gm
  return [...text.matchAll(line)].flatMap(([, row, ...cells]) => [
    ...['Avg', 'Stdev', 'Max'].map((column, i) =>
      figure(`Thread Stats.${row}.${column}`, Number(cells[2 * i]), { unit: cells[2 * i + 1] || 'requests/s' }),
    ),
    figure(`Thread Stats.${row}.+/- Stdev`, Number(cells[6]), { unit: '%' }),
  ])
}
