import { expect, test } from 'vitest'
import { RecordedPauses } from '../../../../../src/workload/pauses/recorded-pauses.ts'

const turn = (id: string, thinkNs: number | null) => ({
  ...{ inputTokens: 1, outputTokens: 1 },
  session: { id, thinkNs, offsetNs: null, sharedTokens: null },
})

test('pauses are those before every turn but the first of a session, whatever the order of sessions', () => {
  const pauses = new RecordedPauses(null)
  for (const [id, think] of [
    ['a', 9],
    ['b', 8],
    ['b', 3],
    ['a', 1],
    ['b', null],
    ['a', 2],
  ] as const)
    pauses.add(turn(id, think))
  pauses.add({ inputTokens: 1, outputTokens: 1 })
  expect([[...pauses.sorted()], pauses.notes()]).toEqual([[1, 2, 3], []])
})

test('longer pauses become the longest that may be', () => {
  const pauses = new RecordedPauses(5)
  for (const think of [0, 4, 6]) pauses.add(turn('a', think))
  expect([...pauses.sorted()]).toEqual([4, 5])
})

test('what does not fit is left out and told of', () => {
  const pauses = new RecordedPauses(null, { pauses: 10, sessions: 2 })
  for (let i = 0; i < 100; i++) for (const id of ['a', 'b', 'c']) pauses.add(turn(id, id === 'c' ? 1e9 : i))
  const held = [...pauses.sorted()]
  expect(held).toHaveLength(10)
  expect(Math.max(...held)).toBeLessThan(100)
  expect(pauses.notes()).toEqual([
    'pauses are those of 10 turns, picked at random',
    'pauses are those of the first 2 sessions',
  ])
})
