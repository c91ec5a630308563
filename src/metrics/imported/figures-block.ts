/**
 * Requests, latencies and rates of a run of which only another tool's figures are known. What no figure translates to is null;
 * the little that follows from others (a rate from a count and the duration, TTFT from its service time) is told by a note.
 */
import type { ImportedFacts, ImportNote } from '../../core/imported/imported-figure.ts'
import { S_PER_MIN, nsToS } from '../../core/units.ts'
import { type DistributionKey, distributionMetrics } from '../definitions.ts'
import type { DistributionEntry, RunBlock } from '../run-document.ts'
import { type FigureLookup, figureLookup } from './figure-lookup.ts'

export interface FiguresBlock {
  readonly block: RunBlock
  readonly notes: readonly ImportNote[]
}

/** The block, and what was derived for it. */
export function figuresBlock(facts: ImportedFacts): FiguresBlock {
  const find = figureLookup(facts)
  const tokens = tokensOf(find)
  const counts = requestsOf(facts)
  const rates = throughputOf(find, facts, tokens, counts)
  const latencies = metricsOf(find, counts, tokens)
  const block: RunBlock = {
    requests: counts,
    metrics: latencies.metrics,
    tokens,
    throughput: rates.throughput,
    goodput: {
      attainment: find('goodput.attainment'),
      requestsPerS: find('goodput.requestsPerS'),
      outputTokensPerS: find('goodput.outputTokensPerS'),
    },
    slo: null,
  }
  return { block, notes: [...latencies.notes, ...rates.notes] }
}

function requestsOf({ requests }: ImportedFacts): RunBlock['requests'] {
  const { planned } = requests
  const completed = requests.completed ?? 0
  const failed = requests.failed ?? 0
  return {
    ...{ planned, sent: completed + failed, completed, failed, cancelled: 0, notSent: 0, warmup: 0 },
    failures: {},
  }
}

function tokensOf(find: FigureLookup): RunBlock['tokens'] {
  const whole = (metric: string) => Math.max(0, Math.round(find(metric) ?? 0))
  const cached = find('tokens.cached')
  return {
    input: whole('tokens.input'),
    output: whole('tokens.output'),
    cached: cached === null ? null : Math.round(cached),
    countedBy: null,
  }
}

const statistics = ['mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] as const

/** From the due time where a tool knows only the send: the two are one where nothing waited for its turn. */
const fromService = { ttftMs: 'ttftServiceMs', e2eMs: 'e2eServiceMs' } as const

function metricsOf(find: FigureLookup, counts: RunBlock['requests'], tokens: RunBlock['tokens']) {
  const entry = (key: DistributionKey, from: string = key): DistributionEntry => {
    const values = Object.fromEntries(statistics.map((name) => [name, find(`metrics.${from}.${name}`)]))
    const known = Object.values(values).some((value) => value !== null)
    const n = known ? (find(`metrics.${from}.n`) ?? valuesOf(key, counts, tokens)) : 0
    return {
      ...(values as Pick<DistributionEntry, (typeof statistics)[number]>),
      n,
      unobserved: 0,
      effectiveSamples: null,
    }
  }
  const metrics = Object.fromEntries(distributionMetrics.map(({ key }) => [key, entry(key)])) as RunBlock['metrics']
  const notes: ImportNote[] = []
  for (const [key, service] of Object.entries(fromService) as [keyof typeof fromService, DistributionKey][]) {
    if (metrics[key].n > 0 || metrics[service].n === 0) continue
    metrics[key] = entry(key, service)
    const label = key === 'ttftMs' ? 'TTFT' : 'E2E'
    const message = `${label} is its service time, from the send: the file does not say when requests were due, so waiting before the send is in no figure`
    notes.push({ code: 'assumed', metric: `metrics.${key}`, message })
  }
  return { metrics, notes }
}

/** How many values a distribution stands for where the file does not say: one a request, or one a token after the first. */
function valuesOf(key: DistributionKey, { completed }: RunBlock['requests'], { output }: RunBlock['tokens']): number {
  const perToken = key === 'itlMs' || key === 'interChunkMs'
  return Math.max(1, perToken ? output - completed : completed)
}

function throughputOf(
  find: FigureLookup,
  { durationNs, requests }: ImportedFacts,
  tokens: RunBlock['tokens'],
  { completed }: RunBlock['requests'],
) {
  const seconds = durationNs === null || durationNs <= 0 ? null : nsToS(durationNs)
  const notes: ImportNote[] = []
  const rate = (name: string, count: number | null): number | null => {
    const told = find(`throughput.${name}`)
    if (told !== null || count === null || count === 0 || seconds === null) return told
    notes.push({ code: 'derived', metric: `throughput.${name}`, message: `${name}: the count over the duration` })
    return count / seconds
  }
  const requestsPerS = rate('requestsPerS', requests.completed)
  const throughput: RunBlock['throughput'] = {
    outputTokensPerS: rate('outputTokensPerS', tokens.output),
    inputTokensPerS: rate('inputTokensPerS', tokens.input),
    requestsPerS,
    requestsPerMin: requestsPerS === null ? null : requestsPerS * S_PER_MIN,
    inWindow: { requests: completed, inputTokens: tokens.input, outputTokens: tokens.output },
  }
  return { throughput, notes }
}
