import { metrics, type MetricId } from '../../metrics/definitions.ts'
import type { Metric } from '../../metrics/metric.ts'
import type { MetricFamily } from './metric-family.ts'
import { gauges, sample, type Subject } from './subject.ts'

/** Names in OpenMetrics, where a name ends in its unit. Requests per minute are those per second and have no family. */
const rates = {
  outputTokensPerS: ['output_tokens_per_second', 'tokens_per_second'],
  inputTokensPerS: ['input_tokens_per_second', 'tokens_per_second'],
  requestsPerS: ['requests_per_second', 'requests_per_second'],
  attainment: ['slo_attainment_ratio', 'ratio'],
  goodput: ['goodput_requests_per_second', 'requests_per_second'],
  goodOutputTokensPerS: ['goodput_output_tokens_per_second', 'tokens_per_second'],
} as const satisfies Partial<Record<MetricId, readonly [name: string, unit: string]>>

/** Of whole runs only. */
const costs = {
  costPerMillionOutputTokens: ['cost_per_million_output_tokens_usd', 'usd'],
  costPerThousandRequests: ['cost_per_thousand_requests_usd', 'usd'],
  prefillCostPerThousandRequests: ['prefill_cost_per_thousand_requests_usd', 'usd'],
  decodeCostPerThousandRequests: ['decode_cost_per_thousand_requests_usd', 'usd'],
} as const satisfies Partial<Record<MetricId, readonly [name: string, unit: string]>>

/** Throughput, goodput and attainment. */
export const rateFamilies = (prefix: string, subjects: readonly Subject[]) => familiesOf(rates, prefix, subjects)

/** What the hardware costs, where its price is known. */
export const costFamilies = (prefix: string, subjects: readonly Subject[]) => familiesOf(costs, prefix, subjects)

function familiesOf(
  named: Readonly<Partial<Record<MetricId, readonly [string, string]>>>,
  prefix: string,
  subjects: readonly Subject[],
): MetricFamily[] {
  return Object.entries(named).flatMap(([id, [name, unit]]) => {
    const metric: Metric = metrics[id as MetricId]
    if (metric.per !== 'run') return []
    const [section, key] = metric.path
    const samples = subjects.flatMap((subject) => {
      const figures = (subject.block as Readonly<Record<string, unknown>>)[section] as Figures
      return sample(subject, figures?.[key])
    })
    return [gauges(`${prefix}_${name}`, unit, `${metric.meaning}: ${metric.formula}.`, samples)]
  })
}

type Figures = Readonly<Record<string, number | null>> | null | undefined
