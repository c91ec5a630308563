/**
 * Requests as the histograms of OpenTelemetry's GenAI conventions (in development there), with the bounds that these give.
 * They say what a client sees, counted from the sending: `infbench.*` beside them count from the schedule. The `gen_ai.server.*` names are left to
 * servers, whose own clocks they mean.
 */
import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import { nsToS } from '../../core/units.ts'
import { eachChunkGap } from '../../metrics/token-gaps.ts'
import { type Attribute, attributes } from './attributes.ts'
import { type Histogram, histogram } from './histogram.ts'
import { histogramMetric, type OtlpMetric, type Span } from './otlp-metric.ts'

const secondsBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const tokenBounds = Array.from({ length: 14 }, (_, power) => 4 ** power)

/** Histograms over the measured requests that were sent; one pass, in constant memory. */
export function genAiMetrics(header: RunHeader, records: Iterable<RequestRecord>, span: Span): readonly OtlpMetric[] {
  const common = commonAttributes(header)
  const duration = seriesOf(common, secondsBounds)
  const firstChunk = seriesOf(common, secondsBounds)
  const perChunk = seriesOf(common, secondsBounds)
  const tokens = seriesOf(common, tokenBounds)
  for (const record of records) {
    if (record.phase !== 'measure' || record.sentAt === null || record.outcome.kind === 'cancelled') continue
    duration({ 'error.type': errorType(record) }).add(nsToS(record.doneAt - record.sentAt))
    if (record.outcome.kind !== 'ok') continue
    if (record.events.at.length > 0 && record.firstChunkAt !== null)
      firstChunk({}).add(nsToS(record.firstChunkAt - record.sentAt))
    let chunks: Histogram | null = null
    eachChunkGap(record.events, (ns) => (chunks ??= perChunk({})).add(nsToS(ns)))
    if (record.inputTokens !== null) tokens({ 'gen_ai.token.type': 'input' }).add(record.inputTokens)
    if (record.outputTokens !== null && record.countedBy !== 'events')
      tokens({ 'gen_ai.token.type': 'output' }).add(record.outputTokens)
  }
  const metric = (name: string, unit: string, description: string, series: Series) =>
    histogramMetric({ name: `gen_ai.client.${name}`, unit, description }, series.points(), span)
  return [
    metric('operation.duration', 's', 'From the sending of a request to its last byte.', duration),
    metric('operation.time_to_first_chunk', 's', 'From the sending of a request to the first bytes.', firstChunk),
    metric('operation.time_per_output_chunk', 's', 'Time between arrivals of text.', perChunk),
    metric('token.usage', '{token}', 'Prompt and output tokens of a request.', tokens),
  ].filter(({ histogram: { dataPoints } }) => dataPoints.length > 0)
}

interface Series {
  (facts: Readonly<Record<string, string | null>>): Histogram
  points(): readonly { readonly attributes: readonly Attribute[]; readonly histogram: Histogram }[]
}

/** A histogram for each set of attributes that comes up. */
function seriesOf(common: Readonly<Record<string, string | number | null>>, bounds: readonly number[]): Series {
  const byFacts = new Map<string, { attributes: readonly Attribute[]; histogram: Histogram }>()
  const series = (facts: Readonly<Record<string, string | null>>) => {
    const key = JSON.stringify(facts)
    const found = byFacts.get(key) ?? { attributes: attributes({ ...common, ...facts }), histogram: histogram(bounds) }
    byFacts.set(key, found)
    return found.histogram
  }
  return Object.assign(series, { points: () => [...byFacts.values()] })
}

/** The HTTP status of a refusal, else the kind of failure; null: it succeeded. */
function errorType({ outcome, httpStatus }: RequestRecord): string | null {
  if (outcome.kind === 'ok') return null
  return outcome.kind === 'http' && httpStatus !== null ? String(httpStatus) : outcome.kind
}

function commonAttributes({ target, plan }: RunHeader): Readonly<Record<string, string | number | null>> {
  const api = (plan as { requests?: { api?: string } } | null)?.requests?.api
  const url = URL.canParse(target.url) ? new URL(target.url) : null
  const defaultPort = url?.protocol === 'https:' ? 443 : 80
  return {
    'gen_ai.operation.name': api === 'completions' ? 'text_completion' : 'chat',
    // By the conventions the flavour of the API spoken, whoever answers.
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': target.model,
    'server.address': url?.hostname ?? null,
    'server.port': url === null ? null : url.port === '' ? defaultPort : Number(url.port),
  }
}
