import { expect, test } from 'vitest'
import { apportion, tokensPerEvent } from '../../../../../src/clients/stream/token-accounting.ts'

const plain = (bytes: number) => ({ bytes, running: null, choice: 0 })
const running = (count: number, choice = 0) => ({ bytes: 4, running: count, choice })

test('without a total every event carries one token', () => {
  expect([...tokensPerEvent([plain(1), plain(50)], null)]).toEqual([1, 1])
})

test('as many events as tokens means one each, whatever their length', () => {
  expect([...tokensPerEvent([plain(1), plain(50), plain(0)], 3)]).toEqual([1, 1, 1])
})

test('running counts are taken as they are', () => {
  expect([...tokensPerEvent([running(1), running(5), running(6)], 6)]).toEqual([1, 4, 1])
})

test('running counts may belong to each choice', () => {
  expect([...tokensPerEvent([running(1, 0), running(2, 1), running(3, 0), running(4, 1)], 7)]).toEqual([1, 2, 2, 2])
})

test('running counts may be of all choices together', () => {
  expect([...tokensPerEvent([running(1, 0), running(3, 1), running(4, 0)], 4)]).toEqual([1, 2, 1])
})

test('an end-of-sequence token counted after the last text goes to the last event', () => {
  expect([...tokensPerEvent([running(2), running(4)], 5)]).toEqual([2, 3])
})

test('running counts that do not explain the total are not believed', () => {
  expect([...tokensPerEvent([running(1), running(2)], 40)]).toEqual([20, 20])
  expect([...tokensPerEvent([running(3), running(1)], 4)]).toEqual([2, 2])
})

test('tokens are apportioned by text length, the remainder to the largest fractions', () => {
  expect([...apportion(10, [30, 10, 10])]).toEqual([6, 2, 2])
  expect([...apportion(8, [1, 2, 4])]).toEqual([1, 2, 5])
  expect([...apportion(7, [10, 10, 10])]).toEqual([3, 2, 2])
})

test('every event has a token while there are enough', () => {
  expect([...apportion(5, [100, 1, 1, 1])]).toEqual([2, 1, 1, 1])
  expect([...apportion(6, [0, 0, 0])]).toEqual([2, 2, 2])
})

test('with fewer tokens than events the first event keeps one', () => {
  expect([...apportion(2, [1, 9, 1])]).toEqual([1, 1, 0])
  expect([...apportion(1, [1, 9])]).toEqual([1, 0])
  expect([...apportion(0, [3, 4])]).toEqual([0, 0])
  expect([...apportion(5, [])]).toEqual([])
})
