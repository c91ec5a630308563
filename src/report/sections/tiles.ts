import type { RunDocument } from '../../metrics/run-document.ts'
import { formatCount, formatMs, formatNumber, formatShare } from '../../../reports/format-number.ts'
import { hasSlo } from './figure-groups.ts'
import { highestSettled } from './latency-lines.ts'
import type { LatencyLine, Tile } from '../report-model.ts'

/** The headline figures, five or six of them. */
export function tiles(document: RunDocument, latency: readonly LatencyLine[]): readonly Tile[] {
  const { throughput, requests } = document
  return [
    ...latencyTile(latency, 'ttft', 'Time to first token'),
    ...latencyTile(latency, 'tpot', 'Time per output token'),
    ...latencyTile(latency, 'e2e', 'End to end'),
    plain(
      'Output throughput',
      'outputTokensPerS',
      `${formatNumber(throughput.outputTokensPerS)} tok/s`,
      `input ${formatNumber(throughput.inputTokensPerS)} tok/s`,
    ),
    ...(hasSlo(document)
      ? [goodputTile(document)]
      : [
          plain(
            'Request rate',
            'requestsPerS',
            `${formatNumber(throughput.requestsPerS)} req/s`,
            `${formatNumber(throughput.requestsPerMin)} a minute`,
          ),
        ]),
    {
      label: 'Completed',
      metric: null,
      value: formatCount(requests.completed),
      note: requests.failed === 0 ? 'none failed' : `${formatCount(requests.failed)} failed`,
      tone: requests.failed === 0 ? 'plain' : 'bad',
    },
  ]
}

function latencyTile(latency: readonly LatencyLine[], metric: string, label: string): readonly Tile[] {
  const line = latency.find((candidate) => candidate.metric === metric)
  if (line === undefined) return []
  const { name, value } = highestSettled(line)
  const note = name === 'p50' ? medianNote(line) : `median · ${name} ${formatMs(value)}`
  return [plain(label, metric, formatMs(line.p50), note)]
}

/** A median that has not settled says of how few values it is. */
function medianNote({ n, unsettled }: LatencyLine): string {
  if (n === 1) return 'one value'
  return unsettled.includes('p50') ? `median of ${formatCount(n)}, unsettled` : 'median'
}

function goodputTile({ goodput }: RunDocument): Tile {
  const good = goodput.attainment !== null && goodput.attainment >= 0.99
  return {
    label: 'Goodput',
    metric: 'goodput',
    value: `${formatNumber(goodput.requestsPerS)} req/s`,
    note: `${formatShare(goodput.attainment)} met every SLO`,
    tone: good ? 'good' : 'bad',
  }
}

function plain(label: string, metric: string, value: string, note: string): Tile {
  return { label, metric, value, note, tone: 'plain' }
}
