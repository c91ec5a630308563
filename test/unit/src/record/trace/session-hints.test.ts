import { expect, test } from 'vitest'
import { SessionHints } from '../../../../../src/record/trace/session-hints.ts'

test('a request that begins with a whole earlier prompt is its next turn, with the time between', () => {
  const hints = new SessionHints('a')
  expect(hints.place(['s', 's-u'], 0, 100)).toEqual({ id: 'a-1', turn: 0, thinkMs: null })
  expect(hints.place(['s', 's-u', 's-u-a', 's-u-a-v'], 350, 400)).toEqual({ id: 'a-1', turn: 1, thinkMs: 250 })
  expect(hints.place(['s', 's-u', 's-u-a', 's-u-a-v', 'w', 'x'], 500, 600)).toMatchObject({ id: 'a-1', turn: 2 })
})

test('a shared system prompt makes no session', () => {
  const hints = new SessionHints('a')
  hints.place(['s', 's-u'], 0, 1)
  expect(hints.place(['s', 's-v'], 2, 3)).toMatchObject({ id: 'a-2', turn: 0 })
})

test('the same prompt again is another session, and so is one that came before the answer', () => {
  const hints = new SessionHints('a')
  hints.place(['u'], 0, 100)
  expect(hints.place(['u'], 200, 300)).toMatchObject({ id: 'a-2', turn: 0 })
  expect(hints.place(['u', 'a', 'v'], 250, 400)).toMatchObject({ turn: 0 })
})

test('a prompt without messages has no session', () => {
  expect(new SessionHints('a').place([], 0, 1)).toBeNull()
})
