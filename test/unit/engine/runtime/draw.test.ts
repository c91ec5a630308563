import { expect, test } from 'vitest'
import { draw } from '../../../../engine/runtime/draw.ts'

const seeds = [0, 1, 2, 42, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]

test('draws are in [0, 1), a pure function of seed and index, and differ between seeds', () => {
  const firsts = seeds.map((seed) => draw(seed, 0))
  expect(seeds.map((seed) => draw(seed, 0))).toEqual(firsts)
  expect(new Set(firsts).size).toBe(seeds.length)
  for (const value of firsts) expect(value >= 0 && value < 1).toBe(true)
})

test('along tokens and along seeds draws fill 100 bins evenly (chi-square below its 99.9 % point, 148.2)', () => {
  const chiSquare = (at: (i: number) => number) => {
    const n = 50_000
    const bins = new Array<number>(100).fill(0)
    for (let i = 0; i < n; i++) {
      const bin = Math.floor(at(i) * 100)
      bins[bin] = (bins[bin] as number) + 1
    }
    return bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0)
  }
  for (const seed of seeds) expect(chiSquare((i) => draw(seed, i))).toBeLessThan(148.2)
  for (const index of [0, 1, 100]) expect(chiSquare((i) => draw(i, index))).toBeLessThan(148.2)
})

test('neighbouring tokens and neighbouring seeds are uncorrelated', () => {
  const correlation = (a: (i: number) => number, b: (i: number) => number) => {
    const n = 20_000
    let sum = 0
    for (let i = 0; i < n; i++) sum += (a(i) - 0.5) * (b(i) - 0.5)
    return sum / n / (1 / 12)
  }
  expect(
    Math.abs(
      correlation(
        (i) => draw(7, i),
        (i) => draw(7, i + 1),
      ),
    ),
  ).toBeLessThan(0.03)
  expect(
    Math.abs(
      correlation(
        (i) => draw(i, 3),
        (i) => draw(i + 1, 3),
      ),
    ),
  ).toBeLessThan(0.03)
})
