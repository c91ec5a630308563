import { NS_PER_MS } from '../../core/units.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { Attribute } from './attributes.ts'
import type { Histogram } from './histogram.ts'

/** A metric as OTLP's JSON encoding has it. Source: opentelemetry-proto, metrics/v1/metrics.proto. */
export interface OtlpMetric {
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly histogram: { readonly dataPoints: readonly object[]; readonly aggregationTemporality: number }
}

/** What every metric says of itself. */
export interface MetricText {
  readonly name: string
  readonly unit: string
  readonly description: string
}

/** Start and end of what is told, ns since 1970 as text. */
export interface Span {
  readonly startTimeUnixNano: string
  readonly timeUnixNano: string
}

/** The measurement window of a run; of one that has no end, its start alone. */
export function spanOf({ startedAtMs, window: { startAt, endAt } }: RunHeader): Span {
  const at = (ns: number) => String(BigInt(Math.round(startedAtMs)) * BigInt(NS_PER_MS) + BigInt(Math.round(ns)))
  return { startTimeUnixNano: at(startAt), timeUnixNano: at(endAt ?? startAt) }
}

/** AGGREGATION_TEMPORALITY_CUMULATIVE: since the start of the run, whose series are its own. */
const cumulative = 2

export function histogramMetric(
  text: MetricText,
  points: readonly { readonly attributes: readonly Attribute[]; readonly histogram: Histogram }[],
  span: Span,
): OtlpMetric {
  const dataPoints = points.map((point) => ({ attributes: point.attributes, ...span, ...point.histogram.point() }))
  return { ...text, histogram: { dataPoints, aggregationTemporality: cumulative } }
}

export interface GaugePoint {
  readonly attributes: readonly Attribute[]
  readonly value: number
}

export function gaugeMetric(text: MetricText, points: readonly GaugePoint[], { timeUnixNano }: Span) {
  const dataPoints = points.map(({ attributes, value }) => ({ attributes, timeUnixNano, asDouble: value }))
  return { ...text, gauge: { dataPoints } }
}

export interface SummaryPoint {
  readonly attributes: readonly Attribute[]
  readonly count: number
  readonly sum: number
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[]
}

export function summaryMetric(text: MetricText, points: readonly SummaryPoint[], span: Span) {
  const dataPoints = points.map(({ attributes, count, sum, quantiles }) => ({
    ...{ attributes, ...span, count: String(count), sum },
    quantileValues: quantiles,
  }))
  return { ...text, summary: { dataPoints } }
}
