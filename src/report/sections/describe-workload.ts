import { nsToMs, nsToS } from '../../core/units.ts'
import type { Slo } from '../../core/run-header.ts'
import type { ArrivalPlan, LengthPlan, PausePlan, RateShape, RunPlan, SourcePlan } from '../../workload/run-plan.ts'
import { formatCount, formatMs, formatNumber, formatSeconds, trimZeros } from '../../../reports/format-number.ts'

/** The plan stored with a run, where it is one this version knows; null for a run that was imported or comes from elsewhere. */
export function planOf(plan: unknown): StoredPlan | null {
  const known = plan as Partial<StoredPlan> | null
  const complete = Array.isArray(known?.requests?.classes) && known.arrival !== undefined
  return complete ? (known as StoredPlan) : null
}

/** A plan as runs keep it: with what a reader must know of the requests it made. */
type StoredPlan = RunPlan & { readonly notes?: readonly string[] }

/** How requests arrived, to follow "arriving": `as a Poisson process of 4 per second`. */
export function describeArrival(arrival: ArrivalPlan): string {
  switch (arrival.process) {
    case 'constant':
      return `evenly at ${rates(arrival)}`
    case 'poisson':
      return `as a Poisson process of ${rates(arrival)}`
    case 'gamma':
      return `in gamma-distributed intervals (CV ${trimZeros(formatNumber(arrival.cv))}) at ${rates(arrival)}`
    case 'trace':
      return `at the trace's own times${arrival.speedup === 1 ? '' : `, ${trimZeros(formatNumber(arrival.speedup))} times as fast`}`
    case 'concurrency': {
      const { thinkTime, thinkTimeNs, rampUpNs } = arrival
      const begin = rampUpNs === undefined ? '' : `, begun over ${trimZeros(formatSeconds(nsToS(rampUpNs)))},`
      const think = thinkTime === undefined ? even(thinkTimeNs) : ` with ${pauses(thinkTime)} between turns`
      return `from ${formatCount(arrival.users)} ${arrival.users === 1 ? 'user' : 'users'} in a closed loop${begin}${think}`
    }
  }
}

const ms = (ns: number) => trimZeros(formatMs(nsToMs(ns)))
const even = (ns: number) => (ns === 0 ? '' : ` with ${ms(ns)} between turns`)

function pauses(pause: PausePlan): string {
  switch (pause.kind) {
    case 'fixed':
      return ms(pause.ns)
    case 'exponential':
      return `exponential pauses of ${ms(pause.meanNs)} on average`
    case 'lognormal':
      return `lognormal pauses around ${ms(pause.medianNs)}`
    case 'uniform':
      return `pauses of ${ms(pause.minNs)} to ${ms(pause.maxNs)}`
    case 'quantiles':
      return 'pauses by a quantile table'
    case 'trace':
      return `the pauses of ${pause.trace.path}`
  }
}

type Paced = Extract<ArrivalPlan, { readonly ratePerSecond: number }>

/** The rate, and how it changes. */
function rates({ ratePerSecond, shape, maxInFlight }: Paced): string {
  const limit = maxInFlight === undefined ? '' : `, at most ${formatCount(maxInFlight)} under way`
  return `${rate(ratePerSecond)}${shape === undefined ? '' : changing(shape)}${limit}`
}

function changing(shape: RateShape): string {
  const time = (ns: number) => trimZeros(formatSeconds(nsToS(ns)))
  switch (shape.kind) {
    case 'ramp':
      return ` rising or falling to ${rate(shape.ratePerSecond)} over ${time(shape.overNs)}`
    case 'steps':
      return ` in ${formatCount(shape.steps.length)} steps up to ${rate(Math.max(...shape.steps.map((step) => step.ratePerSecond)))}`
    case 'spike':
      return ` with a spike of ${rate(shape.ratePerSecond)} for ${time(shape.durationNs)} after ${time(shape.atNs)}`
    case 'bursts':
      return ` with bursts of ${rate(shape.ratePerSecond)} for ${time(shape.durationNs)} every ${time(shape.everyNs)}`
    case 'sine':
      return ` going up and down by ${rate(shape.amplitudePerSecond)} in ${time(shape.periodNs)}`
    case 'replay':
      return ` changing as in ${shape.path}`
    case 'rates':
      return ` on average, changing as in ${shape.path} (${formatCount(shape.rates.length)} rates in ${time(shape.rates.reduce((sum, [ns]) => sum + ns, 0))})`
  }
}

const rate = (perSecond: number) => `${trimZeros(formatNumber(perSecond))} per second`

/** Where prompt and answer lengths come from. */
export function describeSource(source: SourcePlan): string {
  switch (source.kind) {
    case 'distribution':
      return `distribution ${source.name}`
    case 'trace':
      return `trace ${source.path}`
    case 'sessions':
      return `sessions of ${source.trace.path}, each call after its answers`
    case 'drawn-sessions':
      return `sessions of ${describeLength(source.turns, 'calls')}, ${describeLength(source.start)} to begin, ${describeLength(source.input)} more a call, ${describeLength(source.output)} out`
    case 'synthetic':
      return `${describeLength(source.input)} in, ${describeLength(source.output)} out`
  }
}

function describeLength(length: LengthPlan, unit = 'tokens'): string {
  switch (length.kind) {
    case 'fixed':
      return `${formatCount(length.tokens)} ${unit}`
    case 'uniform':
      return `${formatCount(length.min)} to ${formatCount(length.max)} ${unit}`
    case 'normal':
      return `normal, ${formatCount(length.mean)} ± ${formatCount(length.sd)} ${unit}`
    case 'lognormal':
      return `lognormal, median ${formatCount(length.median)} ${unit}`
    case 'quantiles':
      return `${unit} by a quantile table`
  }
}

const sloNames: Readonly<Record<keyof Slo, string>> = { ttftNs: 'TTFT', tpotNs: 'TPOT', itlNs: 'ITL', e2eNs: 'E2E' }

/** `TTFT ≤ 200 ms and TPOT ≤ 100 ms`; null where there is no threshold. */
export function describeSlo(slo: Slo): string | null {
  const parts = (Object.keys(sloNames) as (keyof Slo)[]).flatMap((key) => {
    const ns = slo[key]
    return ns === undefined ? [] : [`${sloNames[key]} ≤ ${trimZeros(formatMs(nsToMs(ns)))}`]
  })
  return parts.length === 0 ? null : parts.join(' and ')
}

/** `1 min 30 s` is written `90 s`: the unit of the whole report. */
export const describeDuration = (ns: number) => trimZeros(formatSeconds(nsToS(ns)))
