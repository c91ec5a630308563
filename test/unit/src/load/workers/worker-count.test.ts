import { describe, expect, test } from 'vitest'
import { workerCount } from '../../../../../src/load/workers/worker-count.ts'
import { constant, users } from '../../../../helpers/mock-load.ts'

test('one where nothing is said, as many as are asked for where they find work', () => {
  expect(workerCount({ arrival: constant(5) }, 64)).toEqual({ workers: 1, note: null })
  expect(workerCount({ workers: 6, arrival: constant(5) }, 2)).toEqual({ workers: 6, note: null })
})

test('at most one for each user and each request that may be under way, and the run says so', () => {
  expect(workerCount({ workers: 8, arrival: users(3) }, 64)).toEqual({
    workers: 3,
    note: 'load.workers: 3 of the 8 asked for send, one for each of arrival.users',
  })
  expect(workerCount({ workers: 8, arrival: { ...constant(5), maxInFlight: 2 } }, 64).workers).toBe(2)
})

describe('auto', () => {
  const auto = (arrival: Parameters<typeof workerCount>[0]['arrival'], cores: number) =>
    workerCount({ workers: 'auto', arrival }, cores).workers
  const rates = { kind: 'rates', path: 'rates.csv', rates: [[1e9, 10] as const, [1e9, 2500] as const] } as const

  test.each([
    { what: 'few cores', got: auto(constant(9000), 3), workers: 1 },
    { what: 'a quarter of the cores', got: auto(constant(9000), 16), workers: 4 },
    { what: 'a rate that one carries', got: auto(constant(900), 64), workers: 1 },
    { what: 'the highest rate of a shape', got: auto({ ...constant(10), shape: rates }, 64), workers: 3 },
    { what: 'users that one carries', got: auto(users(500), 64), workers: 1 },
    { what: 'more users', got: auto(users(1200), 64), workers: 3 },
    { what: 'one user', got: auto(users(1), 64), workers: 1 },
  ])('$what: $workers', ({ got, workers }) => expect(got).toBe(workers))
})
