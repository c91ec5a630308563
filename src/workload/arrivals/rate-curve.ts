import { nsToS, NS_PER_S } from '../../core/units.ts'
import type { RateShape } from '../run-plan.ts'

/**
 * A rate that changes over time. Arrivals of a process of rate 1 come at counts c1 < c2 < ... (1, 2, 3 for an even process); with
 * rate(t) the n-th comes when the integral of the rate from 0 reaches cn. That keeps the process: a Poisson process stays one
 * (the time change of a non-homogeneous Poisson process), and so many requests are sent as the rate adds up to.
 */
export interface RateCurve {
  /** When the integral reaches `count`, ns; Infinity: never. Counts may only grow from call to call. */
  timeOf(count: number): number
}

/** A stretch of time in which the rate goes evenly from one value to another. */
interface Stretch {
  readonly durationNs: number
  readonly fromPerSecond: number
  readonly toPerSecond: number
}

/** A shape that needs no file any more. */
type KnownShape = Exclude<RateShape, { kind: 'replay' }>

/** The curve of `shape` over the base rate. The rates of a file must have been read. */
export function rateCurve(shape: RateShape, basePerSecond: number): RateCurve {
  if (shape.kind === 'replay') throw new TypeError('the rates of a file are read before any is replayed')
  return shape.kind === 'sine' ? sineCurve(shape, basePerSecond) : stretchCurve(stretches(shape, basePerSecond))
}

/** The highest rate that a shape reaches which the workload file itself tells. */
export function highestRate(shape: Exclude<KnownShape, { kind: 'rates' }>, basePerSecond: number): number {
  if (shape.kind === 'sine') return basePerSecond + shape.amplitudePerSecond
  if (shape.kind === 'steps') return Math.max(...shape.steps.map(({ ratePerSecond }) => ratePerSecond))
  return Math.max(basePerSecond, shape.ratePerSecond)
}

function* stretches(shape: Exclude<KnownShape, { kind: 'sine' }>, base: number): Generator<Stretch> {
  const even = (ratePerSecond: number, durationNs = Infinity): Stretch => ({
    ...{ durationNs, fromPerSecond: ratePerSecond, toPerSecond: ratePerSecond },
  })
  switch (shape.kind) {
    case 'ramp':
      yield { durationNs: shape.overNs, fromPerSecond: base, toPerSecond: shape.ratePerSecond }
      return yield even(shape.ratePerSecond)
    case 'steps':
      for (const { ratePerSecond, durationNs } of shape.steps) yield even(ratePerSecond, durationNs)
      return yield even(shape.steps.at(-1)?.ratePerSecond ?? base)
    case 'spike':
      yield even(base, shape.atNs)
      yield even(shape.ratePerSecond, shape.durationNs)
      return yield even(base)
    case 'bursts':
      yield even(base, shape.everyNs)
      for (;;) {
        yield even(shape.ratePerSecond, shape.durationNs)
        yield even(base, shape.everyNs - shape.durationNs)
      }
    case 'rates':
      for (const [durationNs, ratePerSecond] of shape.rates) yield even(ratePerSecond, durationNs)
  }
}

function stretchCurve(all: Iterator<Stretch>): RateCurve {
  let now: Stretch = { durationNs: 0, fromPerSecond: 0, toPerSecond: 0 }
  let startNs = 0
  let countAtStart = 0
  return {
    timeOf(count) {
      for (let here = countOf(now); count - countAtStart > here || here === 0; here = countOf(now)) {
        const next = all.next()
        if (next.done === true) return Infinity
        startNs += now.durationNs
        countAtStart += here
        now = next.value
      }
      return startNs + timeIn(now, count - countAtStart)
    },
  }
}

const countOf = ({ durationNs, fromPerSecond, toPerSecond }: Stretch) =>
  nsToS(durationNs) * ((fromPerSecond + toPerSecond) / 2)

/** The root of from * t + (to - from) t^2 / 2d = count, in the form that loses no digits. */
function timeIn({ durationNs, fromPerSecond: from, toPerSecond: to }: Stretch, count: number): number {
  const slope = Number.isFinite(durationNs) ? (to - from) / nsToS(durationNs) : 0
  return (NS_PER_S * 2 * count) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * count)))
}

const bisections = 60

/** rate(t) = base + amplitude sin(2 pi t / period), whose integral is base t + amplitude period / 2 pi (1 - cos). */
function sineCurve({ amplitudePerSecond, periodNs }: RateShape & { kind: 'sine' }, base: number): RateCurve {
  const scale = (amplitudePerSecond * nsToS(periodNs)) / (2 * Math.PI)
  const countUntil = (s: number) => base * s + scale * (1 - Math.cos((2 * Math.PI * s) / nsToS(periodNs)))
  return {
    timeOf(count) {
      let low = Math.max(0, (count - 2 * scale) / base)
      let high = count / base
      for (let i = 0; i < bisections && low < high; i++) {
        const middle = (low + high) / 2
        if (countUntil(middle) < count) low = middle
        else high = middle
      }
      return NS_PER_S * high
    },
  }
}
