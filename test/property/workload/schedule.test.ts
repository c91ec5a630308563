import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRng } from '../../../src/core/rng.ts'
import { constantArrivals } from '../../../src/workload/arrivals/constant.ts'
import { gammaArrivals } from '../../../src/workload/arrivals/gamma.ts'
import { poissonArrivals } from '../../../src/workload/arrivals/poisson.ts'
import { lengthFit } from '../../../src/workload/length-fit.ts'
import type { LengthPlan } from '../../../src/workload/run-plan.ts'
import { drawLength, longest } from '../../../src/workload/sources/lengths.ts'
import { quantileAt } from '../../../src/workload/sources/quantile-table.ts'
import { syntheticSource } from '../../../src/workload/sources/synthetic.ts'
import { gapsOf, take } from '../../helpers/draws.ts'

const seed = fc.nat()
const tokens = fc.integer({ min: 1, max: 20_000 })
const length: fc.Arbitrary<LengthPlan> = fc.oneof(
  tokens.map((n) => ({ kind: 'fixed', tokens: n }) as const),
  fc.tuple(tokens, tokens).map(([a, b]) => ({ kind: 'uniform', min: Math.min(a, b), max: Math.max(a, b) }) as const),
  fc.record({
    kind: fc.constant('normal' as const),
    mean: fc.double({ min: 1, max: 5000, noNaN: true }),
    sd: fc.double({ min: 0, max: 5000, noNaN: true }),
    min: fc.constant(1),
    max: fc.option(tokens),
  }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    median: fc.double({ min: 1, max: 5000, noNaN: true }),
    sigma: fc.double({ min: 0, max: 4, noNaN: true }),
    min: fc.constant(1),
    max: fc.option(tokens),
  }),
  fc.tuple(tokens, tokens, tokens).map((values) => {
    const [a, b, c] = values.sort((x, y) => x - y) as [number, number, number]
    return {
      kind: 'quantiles',
      points: [
        [0, a],
        [0.5, b],
        [1, c],
      ],
    } as const
  }),
)

test('arrivals of every process are whole, never go back and are those of their seed', () => {
  const rate = fc.double({ min: 0.001, max: 10_000, noNaN: true })
  fc.assert(
    fc.property(seed, rate, fc.double({ min: 0.01, max: 20, noNaN: true }), (s, ratePerSecond, cv) => {
      const make = () => [
        constantArrivals(ratePerSecond),
        poissonArrivals(ratePerSecond, seededRng(s)),
        gammaArrivals(ratePerSecond, cv, seededRng(s)),
      ]
      for (const instants of make().map((arrivals) => take(arrivals, 50))) {
        expect(instants.every(Number.isInteger)).toBe(true)
        expect(gapsOf(instants).every((gap) => gap >= 0)).toBe(true)
      }
      expect(make().map((arrivals) => take(arrivals, 20))).toEqual(make().map((arrivals) => take(arrivals, 20)))
    }),
  )
})

test('lengths are whole, at least one token and at most their bound', () => {
  fc.assert(
    fc.property(seed, length, (s, plan) => {
      const rng = seededRng(s)
      const most = longest(plan) ?? Number.MAX_SAFE_INTEGER
      for (let i = 0; i < 20; i++) {
        const drawn = drawLength(plan, rng)
        expect(Number.isSafeInteger(drawn) && drawn >= 1 && drawn <= Math.max(1, most)).toBe(true)
      }
    }),
  )
})

test('whatever the rule, what is sent fits the context and has a token on each side', () => {
  fc.assert(
    fc.property(
      seed,
      length,
      length,
      fc.integer({ min: 2, max: 5000 }),
      fc.constantFrom('scale', 'clip', 'drop'),
      (s, input, output, limit, rule) => {
        const source = syntheticSource({ kind: 'synthetic', input, output })
        const fit = lengthFit({ tokens: limit, rule }, [source], null)
        const rng = seededRng(s)
        for (let i = 0; i < 20; i++) {
          const row = source.draw(rng)
          const fitted = fit.apply(source, row)
          if (fitted === null) expect(rule === 'drop' && row.inputTokens + row.outputTokens > limit).toBe(true)
          else {
            expect(fitted.inputTokens).toBeGreaterThanOrEqual(1)
            expect(fitted.outputTokens).toBeGreaterThanOrEqual(1)
            expect(fitted.inputTokens + fitted.outputTokens).toBeLessThanOrEqual(limit)
          }
        }
      },
    ),
  )
})

test('a quantile table never falls and stays within its points', () => {
  const points = fc
    .uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 })
    .chain((shares) =>
      fc
        .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: shares.length, maxLength: shares.length })
        .map((values) => {
          const [x, y] = [[...shares].sort((a, b) => a - b), [...values].sort((a, b) => a - b)]
          return x.map((share, i) => [share, y[i] as number] as const)
        }),
    )
  fc.assert(
    fc.property(
      points,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (table, a, b) => {
        const [low, high] = [quantileAt(table, Math.min(a, b)), quantileAt(table, Math.max(a, b))]
        const slack = 1e-6 * Math.max(1, high)
        expect(low).toBeLessThanOrEqual(high + slack)
        expect(low).toBeGreaterThanOrEqual((table[0]?.[1] ?? 0) - slack)
        expect(high).toBeLessThanOrEqual((table.at(-1)?.[1] ?? 0) + slack)
      },
    ),
  )
})
