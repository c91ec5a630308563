import { nsToMs, nsToS } from '../../../core/units.ts'
import type { Slo, TargetFacts } from '../../../core/run-header.ts'
import type {
  ArrivalPlan,
  LengthPlan,
  PausePlan,
  RateShape,
  RunPlan,
  SourcePlan,
  TargetPlan,
} from '../../../workload/run-plan.ts'
import { count, exact, seconds } from './numbers.ts'

/** `poisson 4/s for 60 s, after 10 s of warm-up, seed 7`. */
export function describeLoad(plan: RunPlan): string {
  const end = [
    ...(plan.durationNs === null ? [] : [`for ${length(plan.durationNs)}`]),
    ...(plan.requestCount === null ? [] : [`up to ${count(plan.requestCount)} requests`]),
  ]
  const warmup = plan.warmupNs > 0 ? [`after ${length(plan.warmupNs)} of warm-up`] : []
  return [[describeArrival(plan.arrival), ...end].join(' '), ...warmup, ...senders(plan), `seed ${plan.seed}`].join(
    ', ',
  )
}

function senders({ workers = 1 }: RunPlan): string[] {
  if (workers === 'auto') return ['from as many workers as the cores and the load allow']
  return workers === 1 ? [] : [`from ${workers} workers`]
}

/** As it would be written in a workload: 60 s, not 1m00s. */
const length = (ns: number) => (nsToS(ns) >= 1 && nsToS(ns) <= 120 ? `${exact(nsToS(ns))} s` : seconds(nsToS(ns)))

function describeArrival(arrival: ArrivalPlan): string {
  switch (arrival.process) {
    case 'constant':
    case 'poisson':
      return `${arrival.process} ${exact(arrival.ratePerSecond)}/s${describeShape(arrival.shape)}${bound(arrival)}`
    case 'gamma':
      return `gamma ${exact(arrival.ratePerSecond)}/s (cv ${arrival.cv})${describeShape(arrival.shape)}${bound(arrival)}`
    case 'trace': {
      const speed = arrival.speedup === 1 ? '' : `, ${arrival.speedup} times as fast`
      return `the trace's own times${speed}${bound(arrival)}`
    }
    case 'concurrency': {
      const think =
        arrival.thinkTime === undefined ? even(arrival.thinkTimeNs) : `, ${describePause(arrival.thinkTime)}`
      const rampUp = arrival.rampUpNs === undefined ? '' : ` that begin over ${length(arrival.rampUpNs)}`
      return `${arrival.users} ${arrival.users === 1 ? 'user' : 'users'} in a closed loop${rampUp}${think}`
    }
  }
}

const even = (ns: number): string => (ns > 0 ? `, ${length(ns)} between turns` : '')

function describePause(pause: PausePlan): string {
  switch (pause.kind) {
    case 'fixed':
      return `${length(pause.ns)} between turns`
    case 'exponential':
      return `exponential ${length(pause.meanNs)} between turns`
    case 'lognormal':
      return `lognormal around ${length(pause.medianNs)} between turns`
    case 'uniform':
      return `${length(pause.minNs)} to ${length(pause.maxNs)} between turns`
    case 'quantiles':
      return 'pauses by quantiles'
    case 'trace':
      return `pauses of ${pause.trace.path}`
  }
}

const bound = ({ maxInFlight }: { readonly maxInFlight?: number }) =>
  maxInFlight === undefined ? '' : `, at most ${maxInFlight} under way`

function describeShape(shape: RateShape | undefined): string {
  switch (shape?.kind) {
    case undefined:
      return ''
    case 'ramp':
      return `, to ${exact(shape.ratePerSecond)}/s over ${length(shape.overNs)}`
    case 'steps':
      return `, then ${shape.steps
        .slice(1)
        .map(({ ratePerSecond }) => `${exact(ratePerSecond)}/s`)
        .join(', ')}`
    case 'spike':
      return `, ${exact(shape.ratePerSecond)}/s for ${length(shape.durationNs)} after ${length(shape.atNs)}`
    case 'bursts':
      return `, ${exact(shape.ratePerSecond)}/s for ${length(shape.durationNs)} every ${length(shape.everyNs)}`
    case 'sine':
      return `, up and down by ${exact(shape.amplitudePerSecond)}/s in ${length(shape.periodNs)}`
    case 'replay':
      return `, by the rates of ${shape.path}`
    case 'rates':
      return ` on average, by ${count(shape.rates.length)} rates of ${shape.path} over ${length(spanNs(shape.rates))}`
  }
}

const spanNs = (rates: readonly (readonly [durationNs: number, ratePerSecond: number])[]): number =>
  rates.reduce((sum, [durationNs]) => sum + durationNs, 0)

/** Where requests go: a URL and model, or the bundled engine's model. */
export function describeTarget(target: TargetPlan): string {
  if (target.kind === 'engine') return `the bundled engine with ${target.model}`
  const place = target.start === undefined ? target.url : `what ${target.start.command} starts`
  return `${place}${target.model === null ? '' : `, model ${target.model}`}`
}

/** What was measured, with the number formats that the bundled engine says it ran in. */
export function describeMeasured({ kind, url, model, facts }: TargetFacts): string {
  if (kind !== 'engine') return url === 'unknown' ? `model ${model}` : `${url}, model ${model}`
  const { quant, kv_cache_dtype: kv } = facts
  const formats = typeof quant === 'string' && typeof kv === 'string' ? ` in ${quant}, KV cache in ${kv}` : ''
  return `the bundled engine with ${model}${formats}`
}

/** Where prompt and answer lengths come from. */
export function describeSource(source: SourcePlan): string {
  if (source.kind === 'distribution') return `distribution ${source.name}`
  if (source.kind === 'trace') return `trace ${source.path}`
  if (source.kind === 'sessions') return `sessions of ${source.trace.path}`
  if (source.kind === 'drawn-sessions')
    return `sessions of ${describeLength(source.turns, 'calls')}, ${describeLength(source.start)} to begin, ${describeLength(source.input)} more a call, ${describeLength(source.output)} out`
  return `synthetic, ${describeLength(source.input)} in, ${describeLength(source.output)} out`
}

function describeLength(length: LengthPlan, unit = 'tokens'): string {
  switch (length.kind) {
    case 'fixed':
      return `${length.tokens} ${unit}`
    case 'uniform':
      return `${length.min} to ${length.max} ${unit}`
    case 'normal':
      return `${length.mean} ± ${length.sd} ${unit}`
    case 'lognormal':
      return `lognormal around ${length.median} ${unit}`
    case 'quantiles':
      return `${unit} by quantiles`
  }
}

const sloLabels = { ttftNs: 'TTFT', tpotNs: 'TPOT', itlNs: 'ITL', e2eNs: 'E2E' } as const

/** `TTFT <= 200 ms, TPOT <= 100 ms`; null where there is no threshold. */
export function describeSlo(slo: Slo, atMost: string): string | null {
  const parts = (Object.keys(sloLabels) as (keyof Slo)[]).flatMap((key) => {
    const ns = slo[key]
    return ns === undefined ? [] : [`${sloLabels[key]} ${atMost} ${exact(nsToMs(ns))} ms`]
  })
  return parts.length === 0 ? null : parts.join(', ')
}
