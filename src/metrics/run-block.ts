/** Parts of the run document, made from a tally: ns become ms here and nowhere else. */
import type { RunHeader, Slo } from '../core/run-header.ts'
import { NS_PER_MS, nsToMs } from '../core/units.ts'
import { autocorrelation } from '../stats/autocorrelation.ts'
import { describeBlocks, describeSorted, scaleDistribution } from '../stats/distribution.ts'
import { type DistributionKey, distributionMetrics, runMetrics } from './definitions.ts'
import type { RunMetric, RunTotals } from './metric.ts'
import type { DistributionEntry, RunBlock, RunDocument } from './run-document.ts'
import type { Series, Tally } from './tally.ts'

/** What is reported of the whole run and of each class alike. */
export function blockOf(tally: Tally, slo: Slo | undefined, planned: number | null): RunBlock {
  const totals = totalsOf(tally, null)
  return {
    requests: requestsBlock(tally, planned),
    metrics: distributionsBlock(tally),
    tokens: tokensBlock(tally),
    throughput: throughputBlock(tally, totals),
    goodput: section('goodput', totals) as RunBlock['goodput'],
    slo: sloBlock(slo),
  }
}

/** Measured requests in the schedule: all planned ones less those that warmed up. */
export function plannedOf(header: RunHeader, { warmup }: Tally): number | null {
  const { requests } = header.planned
  return requests === null ? null : Math.max(0, requests - warmup)
}

/** Null without a price; figures in it are null where nothing was produced. */
export function costBlock(header: RunHeader, tally: Tally): RunDocument['cost'] {
  const pricePerHour = header.hardware?.pricePerHour ?? null
  if (pricePerHour === null) return null
  const figures = section('cost', totalsOf(tally, pricePerHour)) as Omit<
    NonNullable<RunDocument['cost']>,
    'currency' | 'pricePerHour'
  >
  return { currency: 'USD', pricePerHour, ...figures }
}

export function hardwareBlock({ hardware }: RunHeader): RunDocument['hardware'] {
  return hardware && { accelerator: hardware.accelerator, count: hardware.count, currency: hardware.currency }
}

/** Values of one metric in the order their requests were scheduled, ns: the series whose correlation counts. */
export function inScheduleOrder({ values, scheduledAt }: Series): Float64Array {
  const value = values.values()
  const at = scheduledAt.values()
  const order = Uint32Array.from(value, (_, i) => i).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
  return Float64Array.from(order, (i) => value[i] as number)
}

function requestsBlock(tally: Tally, planned: number | null): RunBlock['requests'] {
  const { sent, completed, failed, cancelled, notSent, warmup } = tally
  return { planned, sent, completed, failed, cancelled, notSent, warmup, failures: Object.fromEntries(tally.failures) }
}

/** Of the gaps between tokens, of which there may be millions, nobody asks for the order afterwards. */
function distributionsBlock(tally: Tally): RunBlock['metrics'] {
  const entries = distributionMetrics.map((metric): [DistributionKey, DistributionEntry] => {
    const series = tally.series[metric.key]
    const raw =
      metric.per === 'request' ? describeSorted(series.values.sorted()) : describeBlocks(series.values.blocks())
    const distribution = scaleDistribution(raw, metric.unit === 'ns' ? 1 / NS_PER_MS : 1)
    const effectiveSamples = metric.per === 'request' ? autocorrelation(inScheduleOrder(series)).effectiveSamples : null
    return [metric.key, { ...distribution, unobserved: series.unobserved, effectiveSamples }]
  })
  return Object.fromEntries(entries) as RunBlock['metrics']
}

function tokensBlock({ tokens }: Tally): RunBlock['tokens'] {
  const [first, ...others] = tokens.countedBy.keys()
  const countedBy = first === undefined ? null : others.length > 0 ? 'mixed' : first
  return { input: tokens.input, output: tokens.output, cached: tokens.cached, countedBy }
}

function throughputBlock({ work }: Tally, totals: RunTotals): RunBlock['throughput'] {
  const inWindow = { requests: work.completed, inputTokens: work.inputTokens, outputTokens: work.outputTokens }
  return { ...(section('throughput', totals) as Omit<RunBlock['throughput'], 'inWindow'>), inWindow }
}

function sloBlock(slo: Slo | undefined): RunBlock['slo'] {
  if (slo === undefined || Object.keys(slo).length === 0) return null
  const ms = (ns: number | undefined) => (ns === undefined ? null : nsToMs(ns))
  return { ttftMs: ms(slo.ttftNs), tpotMs: ms(slo.tpotNs), itlMs: ms(slo.itlNs), e2eMs: ms(slo.e2eNs) }
}

function totalsOf({ work, measured, meeting }: Tally, pricePerHour: number | null): RunTotals {
  return { work, measured, meeting, pricePerHour }
}

/** The run metrics that belong to one section of the document. */
function section(name: RunMetric['path'][0], totals: RunTotals): Record<string, number | null> {
  const rows = runMetrics.filter(({ path }) => path[0] === name)
  return Object.fromEntries(rows.map(({ path, of }) => [path[1], of(totals)]))
}
