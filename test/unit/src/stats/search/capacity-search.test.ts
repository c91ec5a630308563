import { expect, test } from 'vitest'
import { type Rng, seededRng } from '../../../../../src/core/rng.ts'
import {
  nextStep,
  type Probe,
  type SearchEnd,
  type SearchPlan,
} from '../../../../../src/stats/search/capacity-search.ts'

const plan: SearchPlan = {
  ...{ metric: 'goodput', attainment: 0.9, over: 'rate', start: 4, least: 0.0625, most: 4096 },
  ...{ tolerance: 0.05, mostRuns: 40 },
}

/** Searches a target of which a request meets its levels with the probability `chance(level)`. */
function search(chance: (level: number) => number, changes: Partial<SearchPlan> = {}, rng: Rng | null = null, n = 500) {
  const probes: Probe[] = []
  for (;;) {
    const step = nextStep(probes, { ...plan, ...changes })
    if ('end' in step) return { ...step.end, levels: probes.map(({ level }) => level) }
    const share = chance(step.probe)
    let meeting = Math.round(share * n)
    if (rng !== null) meeting = Array.from({ length: n }, () => rng.uniform()).filter((u) => u < share).length
    probes.push({ level: step.probe, measured: n, meeting, independent: n })
  }
}
const cliff = (limit: number) => (level: number) => (level <= limit ? 1 : 0.2)

test('levels double until one fails, then close in between', () => {
  const found = search(cliff(23))
  expect(found.levels.slice(0, 4)).toEqual([4, 8, 16, 32])
  expect(found.why).toBe('found')
  expect(found.best).toBeLessThanOrEqual(23)
  expect(found.failsAt).toBeGreaterThan(23)
  expect((found.failsAt as number) / (found.best as number)).toBeLessThanOrEqual(1.051)
})

test('a first level that fails is halved until one holds', () => {
  const found = search(cliff(0.7))
  expect(found.levels.slice(0, 4)).toEqual([4, 2, 1, 0.5])
  expect([(found.best as number) <= 0.7, (found.failsAt as number) > 0.7]).toEqual([true, true])
})

test('users are whole, and neighbours are near enough', () => {
  const found = search(cliff(3), { over: 'users', start: 1, least: 1 })
  expect(found).toMatchObject({ best: 3, failsAt: 4, why: 'found', levels: [1, 2, 4, 3] })
})

test('a target that holds everything allowed is bounded, one that holds nothing is told so', () => {
  expect(search(cliff(1e9), { most: 20 })).toMatchObject({ best: 20, failsAt: null, why: 'bounded' })
  expect(search(cliff(0), { least: 1 })).toMatchObject({ best: null, failsAt: 1, why: 'nothing' })
})

test('a level whose verdict is not sure is measured again, at most three times', () => {
  const found = search((level) => (level <= 4 ? 1 : level <= 8 ? 0.9 : 0), {}, null, 60)
  expect(found.levels.filter((level) => level === 8)).toHaveLength(3)
  expect(found.why).toBe('noise')
  expect(found.best).toBe(8)
})

test('the number of runs is kept, and what was found by then is told', () => {
  expect(search(cliff(23), { mostRuns: 5 })).toMatchObject({ best: 22.63, failsAt: 32, why: 'exhausted' })
})

test('with the chances of a queue the limit is found within noise, nineteen times in twenty', () => {
  // met with certainty at rest, and ever less near the limit of 50: 90 % at 42.4
  const chance = (level: number) => (level >= 50 ? 0 : 1 - Math.exp(-15 * (1 - level / 50)))
  const truth = 50 * (1 + Math.log(0.1) / 15)
  const ends: SearchEnd[] = Array.from({ length: 200 }, (_, i) => search(chance, {}, seededRng(i)))
  const near = ends.filter(({ best }) => best !== null && Math.abs(best / truth - 1) < 0.12)
  expect(near.length).toBeGreaterThanOrEqual(190)
})
