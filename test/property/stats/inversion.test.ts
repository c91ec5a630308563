import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRng } from '../../../src/core/rng.ts'
import { pairedInference } from '../../../src/stats/inference/paired.ts'
import { unpairedInference } from '../../../src/stats/inference/unpaired.ts'

/**
 * The bounds against the test they invert, written out once more in the plainest way: shift the metric, rearrange the runs in every way,
 * count. Just inside a bound the shift is not rejected, just outside it is.
 */
const value = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000 + n * n * 1e-8)
const table = (metrics: number, runs: number) =>
  fc.array(fc.uniqueArray(value, { minLength: runs, maxLength: runs }), { minLength: metrics, maxLength: metrics })

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
const squares = (values: readonly number[]) => values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0)
const oneSample = (d: readonly number[]) => Math.abs(mean(d)) / Math.sqrt(squares(d) / (d.length - 1) / d.length)
const twoSample = (a: readonly number[], b: readonly number[]) => {
  const pooled = (squares(a) + squares(b)) / (a.length + b.length - 2)
  return Math.abs(mean(b) - mean(a)) / Math.sqrt(pooled * (1 / a.length + 1 / b.length))
}
const alike = 1 - 1e-9

function pairedP(differences: readonly (readonly number[])[], j: number, shift: number): number {
  const pairs = differences[0]?.length as number
  const moved = differences.map((d, i) => d.map((x) => x - (i === j ? shift : mean(d))))
  const seen = oneSample(moved[j] as readonly number[])
  let count = 0
  for (let mask = 0; mask < 2 ** pairs; mask++) {
    const isSeen = mask === 0 || mask === 2 ** pairs - 1
    const t = moved.map((d) => oneSample(d.map((x, k) => ((mask >> k) & 1 ? -x : x))))
    if (isSeen || Math.max(...t) >= seen * alike) count++
  }
  return count / 2 ** pairs
}

test('paired bounds are where the test of every sign pattern begins to reject', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }).chain((m) => table(m, 7)),
      (differences) => {
        const { level, metrics } = pairedInference(differences, { alpha: 0.05, rng: seededRng(1) })
        for (const [j, { low, high, estimate }] of metrics.entries()) {
          const step = 1e-7
          expect(pairedP(differences, j, low - step)).toBeLessThanOrEqual(level + 1e-12)
          expect(pairedP(differences, j, high + step)).toBeLessThanOrEqual(level + 1e-12)
          if (low + step < estimate) expect(pairedP(differences, j, low + step)).toBeGreaterThan(level)
          if (high - step > estimate) expect(pairedP(differences, j, high - step)).toBeGreaterThan(level)
        }
      },
    ),
    { numRuns: 40 },
  )
})

function unpairedP(
  groups: readonly { a: readonly number[]; b: readonly number[] }[],
  j: number,
  shift: number,
): number {
  const [m, n] = [groups[0]?.a.length as number, groups[0]?.b.length as number]
  const moved = groups.map(({ a, b }, i) => {
    const by = i === j ? shift : mean(b) - mean(a)
    return [...a, ...b.map((x) => x - by)]
  })
  const seen = twoSample((moved[j] as number[]).slice(0, m), (moved[j] as number[]).slice(m))
  const [asSeen, mirrored] = [2 ** m - 1, (2 ** n - 1) * 2 ** m]
  let [count, total] = [0, 0]
  for (let mask = 0; mask < 2 ** (m + n); mask++) {
    const inFirst = (_: number, k: number) => ((mask >> k) & 1) === 1
    if ([...Array(m + n).keys()].filter((k) => inFirst(0, k)).length !== m) continue
    total++
    const t = moved.map((z) =>
      twoSample(
        z.filter(inFirst),
        z.filter((x, k) => !inFirst(x, k)),
      ),
    )
    if (mask === asSeen || (m === n && mask === mirrored) || Math.max(...t) >= seen * alike) count++
  }
  return count / total
}

test('unpaired bounds are where the test of every labelling begins to reject', () => {
  const sizes = fc.constantFrom([5, 5], [4, 6], [6, 4])
  const groups = sizes.chain(([m, n]) => fc.tuple(table(2, m as number), table(2, n as number)))
  fc.assert(
    fc.property(groups, ([first, second]) => {
      const metrics = first.map((a, j) => ({ a, b: second[j] as number[] }))
      const result = unpairedInference(metrics, { alpha: 0.05, rng: seededRng(1) })
      for (const [j, { low, high, estimate }] of result.metrics.entries()) {
        const step = 1e-7
        expect(unpairedP(metrics, j, low - step)).toBeLessThanOrEqual(result.level + 1e-12)
        expect(unpairedP(metrics, j, high + step)).toBeLessThanOrEqual(result.level + 1e-12)
        if (low + step < estimate) expect(unpairedP(metrics, j, low + step)).toBeGreaterThan(result.level)
        if (high - step > estimate) expect(unpairedP(metrics, j, high - step)).toBeGreaterThan(result.level)
      }
    }),
    { numRuns: 25 },
  )
})

test('the adjusted p is the share of sign patterns whose largest |T| of all metrics is as large', () => {
  fc.assert(
    fc.property(table(3, 6), (differences) => {
      const { metrics } = pairedInference(differences, { alpha: 0.05, rng: seededRng(1) })
      const masks = Array.from({ length: 2 ** 6 }, (_, mask) => mask)
      for (const [j, { p }] of metrics.entries()) {
        const seen = oneSample(differences[j] as readonly number[])
        const largest = masks.map((mask) =>
          Math.max(...differences.map((d) => oneSample(d.map((x, k) => ((mask >> k) & 1 ? -x : x))))),
        )
        expect(p).toBeCloseTo(largest.filter((t) => t >= seen * alike).length / masks.length, 12)
      }
    }),
    { numRuns: 40 },
  )
})
