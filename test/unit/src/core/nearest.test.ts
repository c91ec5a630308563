import { expect, test } from 'vitest'
import { alignmentDistance, nearest } from '../../../../src/core/nearest.ts'

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['arival', 'arrival', 1],
  ['soruce', 'source', 1],
  ['ca', 'abc', 3],
  ['flaw', 'lawn', 2],
])('the distance of %j and %j is %i', (a, b, distance) => {
  expect(alignmentDistance(a, b)).toBe(distance)
  expect(alignmentDistance(b, a)).toBe(distance)
})

test('the nearest of several is chosen, the first among equals', () => {
  expect(nearest('ttf', ['tpot', 'ttft', 'itl'])).toBe('ttft')
  expect(nearest('iti', ['itx', 'itl'])).toBe('itx')
  expect(nearest('API_Key_Env', ['apiKeyEnv', 'headers'])).toBe('apiKeyEnv')
})

test('a word like no other has no nearest', () => {
  expect(nearest('p99', ['ttft', 'tpot', 'itl', 'e2e'])).toBeNull()
  expect(nearest('rate', ['name', 'seed', 'repeat'])).toBeNull()
  expect(nearest('x', [])).toBeNull()
})
