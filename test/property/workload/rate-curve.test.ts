import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRng } from '../../../src/core/rng.ts'
import { openArrivals } from '../../../src/workload/arrivals/open-arrivals.ts'
import { highestRate } from '../../../src/workload/arrivals/rate-curve.ts'
import type { RateShape } from '../../../src/workload/run-plan.ts'

const base = 10
const rate = fc.double({ min: 0.5, max: 60, noNaN: true })
const span = fc.double({ min: 0.05, max: 20, noNaN: true }).map((s) => s * 1e9)
type Written = Exclude<RateShape, { kind: 'rates' | 'replay' }>
const shapes: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ kind: fc.constant('ramp' as const), ratePerSecond: rate, overNs: span }),
  fc.record({
    kind: fc.constant('steps' as const),
    steps: fc.array(fc.record({ ratePerSecond: rate, durationNs: span }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('spike' as const),
    ratePerSecond: rate,
    atNs: fc.oneof(span, fc.constant(0)),
    durationNs: span,
  }),
  fc.record({
    kind: fc.constant('bursts' as const),
    ratePerSecond: rate,
    everyNs: span.map((ns) => ns + 21e9),
    durationNs: span,
  }),
  fc.record({
    kind: fc.constant('sine' as const),
    amplitudePerSecond: fc.double({ min: 0.1, max: base, noNaN: true }),
    periodNs: span,
  }),
)

const replayed = fc.record({
  kind: fc.constant('rates' as const),
  path: fc.constant('rates.csv'),
  rates: fc.array(fc.tuple(span, fc.oneof(rate, fc.constant(0))), { minLength: 1, maxLength: 8 }),
})

/** The rate at an instant, written down once more and plainly. */
function rateAt(shape: RateShape, ns: number): number {
  switch (shape.kind) {
    case 'ramp':
      return ns < shape.overNs ? base + ((shape.ratePerSecond - base) * ns) / shape.overNs : shape.ratePerSecond
    case 'steps': {
      let end = 0
      for (const step of shape.steps) if (ns < (end += step.durationNs)) return step.ratePerSecond
      return shape.steps.at(-1)?.ratePerSecond ?? base
    }
    case 'spike':
      return ns >= shape.atNs && ns < shape.atNs + shape.durationNs ? shape.ratePerSecond : base
    case 'bursts':
      return ns >= shape.everyNs && ns % shape.everyNs < shape.durationNs ? shape.ratePerSecond : base
    case 'sine':
      return base + shape.amplitudePerSecond * Math.sin((2 * Math.PI * ns) / shape.periodNs)
    case 'rates': {
      let end = 0
      for (const [durationNs, rate] of shape.rates) if (ns < (end += durationNs)) return rate
      return 0
    }
    case 'replay':
      throw new TypeError('not read')
  }
}

/** By the midpoint rule, 1 ms at a time. */
function integral(shape: RateShape, untilNs: number): number {
  let sum = 0
  for (let ns = 0; ns < untilNs; ns += 1e6) sum += rateAt(shape, ns + 0.5e6) * 1e-3
  return sum
}

function arrivalsUntil(process: 'constant' | 'poisson', shape: RateShape, untilNs: number, seed = 1): number[] {
  const ratePerSecond = shape.kind === 'steps' ? (shape.steps[0]?.ratePerSecond ?? base) : base
  const found: number[] = []
  for (const at of openArrivals({ process, ratePerSecond, shape }, null, seededRng(seed))) {
    if (at >= untilNs) return found
    found.push(at)
  }
  return found
}

describe('a rate that changes', () => {
  test('as many even arrivals come as the rate adds up to, at any time', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 30 }), (shape, seconds) => {
        const count = arrivalsUntil('constant', shape, seconds * 1e9).length
        // The midpoint rule is off by at most a millisecond of the highest rate at every jump.
        expect(Math.abs(count - integral(shape, seconds * 1e9))).toBeLessThan(1.5)
      }),
      { numRuns: 60 },
    )
  })

  test('so they do by the rates of a file, stretches without any included, and none comes after the last', () => {
    fc.assert(
      fc.property(replayed, (shape) => {
        const endNs = shape.rates.reduce((sum, [durationNs]) => sum + durationNs, 0)
        const wanted = shape.rates.reduce((sum, [durationNs, perSecond]) => sum + (durationNs / 1e9) * perSecond, 0)
        const at = arrivalsUntil('constant', shape, Infinity)
        expect(Math.abs(at.length - wanted)).toBeLessThan(1.001)
        for (const time of at) expect(time).toBeLessThanOrEqual(endNs + 1)
        for (const time of at) expect(rateAt(shape, Math.min(time, endNs - 1))).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  test('arrivals never go back, and are never closer than the highest rate says', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const at = arrivalsUntil('constant', shape, 20e9)
        const least = 1e9 / highestRate(shape, base)
        for (let i = 1; i < at.length; i++) expect((at[i] as number) - (at[i - 1] as number)).toBeGreaterThan(least - 2)
      }),
      { numRuns: 60 },
    )
  })

  test('a Poisson process stays one: counts scatter by their root', () => {
    const shape = { kind: 'bursts', ratePerSecond: 50, everyNs: 4e9, durationNs: 1e9 } as const
    const counts = Array.from({ length: 300 }, (_, seed) => arrivalsUntil('poisson', shape, 20e9, seed).length)
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
    const expected = integral(shape, 20e9)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / counts.length))
    expect(variance / expected).toBeGreaterThan(0.7)
    expect(variance / expected).toBeLessThan(1.35)
  })
})
