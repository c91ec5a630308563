import { expect, test } from 'vitest'
import { costPerMillionTokens, costPerThousandRequests } from '../../../../src/hardware/cost.ts'

test('$2 an hour at 100 tokens/s is $5.556 per million tokens', () => {
  expect(costPerMillionTokens(2, 100)).toBeCloseTo(5.5556, 4)
})

test('decoding 200-token answers at 100 tokens/s costs $1.11 per thousand requests', () => {
  expect(costPerThousandRequests(2, 100 / 200)).toBeCloseTo(1.1111, 4)
  expect((costPerMillionTokens(2, 100) as number) * 0.2).toBeCloseTo(1.1111, 4)
})

test('prefill at 100 requests a minute costs $0.33 per thousand requests', () => {
  expect(costPerThousandRequests(2, 100 / 60)).toBeCloseTo(0.3333, 4)
})

test('a machine that prefills and then decodes costs the sum, $1.44', () => {
  const secondsEach = 60 / 100 + 200 / 100
  expect(costPerThousandRequests(2, 1 / secondsEach)).toBeCloseTo(1.4444, 4)
})

test('work that was not done has no price', () => {
  expect(costPerMillionTokens(2, 0)).toBeNull()
  expect(costPerThousandRequests(2, 0)).toBeNull()
})

test('free hardware makes free tokens', () => {
  expect(costPerMillionTokens(0, 100)).toBe(0)
})
