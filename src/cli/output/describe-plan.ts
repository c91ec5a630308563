import { nsToS } from '../../core/units.ts'
import type { Slo } from '../../core/run-header.ts'
import { NS_PER_MS, nsToMs } from '../../core/units.ts'
import type { ArrivalPlan, LengthPlan, RunPlan, SourcePlan, TargetPlan } from '../../workload/run-plan.ts'
import { count, digits, seconds } from './numbers.ts'

/** `poisson 4/s for 60 s, after 10 s of warm-up, seed 7`. */
export function describeLoad(plan: RunPlan): string {
  const end = [
    ...(plan.durationNs === null ? [] : [`for ${seconds(nsToS(plan.durationNs))}`]),
    ...(plan.requestCount === null ? [] : [`up to ${count(plan.requestCount)} requests`]),
  ]
  const warmup = plan.warmupNs > 0 ? [`after ${seconds(nsToS(plan.warmupNs))} of warm-up`] : []
  return [[describeArrival(plan.arrival), ...end].join(' '), ...warmup, `seed ${plan.seed}`].join(', ')
}

function describeArrival(arrival: ArrivalPlan): string {
  switch (arrival.process) {
    case 'constant':
    case 'poisson':
      return `${arrival.process} ${digits(arrival.ratePerSecond)}/s`
    case 'gamma':
      return `gamma ${digits(arrival.ratePerSecond)}/s (cv ${arrival.cv})`
    case 'trace':
      return arrival.speedup === 1 ? "the trace's own times" : `the trace's own times, ${arrival.speedup} times as fast`
    case 'concurrency': {
      const think = arrival.thinkTimeNs > 0 ? `, ${seconds(nsToS(arrival.thinkTimeNs))} between turns` : ''
      return `${arrival.users} ${arrival.users === 1 ? 'user' : 'users'} in a closed loop${think}`
    }
  }
}

/** Where requests go: a URL and model, or the bundled engine's model. */
export function describeTarget(target: TargetPlan): string {
  if (target.kind === 'engine') return `the bundled engine with ${target.model}`
  return `${target.url}${target.model === null ? '' : `, model ${target.model}`}`
}

/** Where prompt and answer lengths come from. */
export function describeSource(source: SourcePlan): string {
  if (source.kind === 'distribution') return `distribution ${source.name}`
  if (source.kind === 'trace') return `trace ${source.path}`
  return `synthetic, ${describeLength(source.input)} in, ${describeLength(source.output)} out`
}

function describeLength(length: LengthPlan): string {
  switch (length.kind) {
    case 'fixed':
      return `${length.tokens} tokens`
    case 'uniform':
      return `${length.min} to ${length.max} tokens`
    case 'normal':
      return `${length.mean} ± ${length.sd} tokens`
    case 'lognormal':
      return `lognormal around ${length.median} tokens`
    case 'quantiles':
      return 'tokens by quantiles'
  }
}

const sloLabels = { ttftNs: 'TTFT', tpotNs: 'TPOT', itlNs: 'ITL', e2eNs: 'E2E' } as const

/** `TTFT <= 200 ms, TPOT <= 100 ms`; null where there is no threshold. */
export function describeSlo(slo: Slo, atMost: string): string | null {
  const parts = (Object.keys(sloLabels) as (keyof Slo)[]).flatMap((key) => {
    const ns = slo[key]
    return ns === undefined ? [] : [`${sloLabels[key]} ${atMost} ${trimmed(ns)} ms`]
  })
  return parts.length === 0 ? null : parts.join(', ')
}

const trimmed = (ns: number) => (ns % NS_PER_MS === 0 ? String(nsToMs(ns)) : digits(nsToMs(ns)))
