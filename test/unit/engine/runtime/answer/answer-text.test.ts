import { expect, test } from 'vitest'
import { createAnswerText } from '../../../../../engine/runtime/answer/answer-text.ts'
import { finishCodes } from '../../../../../engine/runtime/generation-request.ts'

const { none, stop, length } = finishCodes
/** Token n is the n-th letter; token 99 is half a character, which only the end shows. */
const letters = () => {
  let half = ''
  return {
    push: (id: number) => {
      if (id !== 99) return String.fromCharCode(97 + id)
      half = '\ufffd'
      return ''
    },
    end: () => half,
  }
}
const answer = (stops: string[] = [], minTokens = 0) => createAnswerText({ detokenizer: letters(), stops, minTokens })

test('tokens become text; the last brings the reason', () => {
  const text = answer()
  expect(text.push(0, none)).toEqual({ text: 'a', finish: null })
  expect(text.push(1, length)).toEqual({ text: 'b', finish: 'length' })
  expect(text.tokens).toBe(2)
})

test('a stop token has no text but counts', () => {
  const text = answer()
  expect(text.push(0, none)).toEqual({ text: 'a', finish: null })
  expect(text.push(5, stop)).toEqual({ text: '', finish: 'stop' })
  expect(text.tokens).toBe(2)
})

test('text held back for a stop string that never comes is told at the end', () => {
  const text = answer(['abc'])
  expect(text.push(0, none).text).toBe('')
  expect(text.push(1, length)).toEqual({ text: 'ab', finish: 'length' })
})

test('a stop string complete at the last token is a stop, not a length', () => {
  const text = answer(['bc'])
  expect([text.push(0, none).text, text.push(1, none).text]).toEqual(['a', ''])
  expect(text.push(2, length)).toEqual({ text: '', finish: 'stop' })
})

test('stop strings count only from min_tokens on', () => {
  const text = answer(['a'], 3)
  expect([text.push(0, none), text.push(0, none)].map((step) => step.text)).toEqual(['a', 'a'])
  expect(text.push(0, none)).toEqual({ text: '', finish: 'stop' })
})

test('an unfinished character comes out with the last token', () => {
  expect(answer().push(99, length)).toEqual({ text: '\ufffd', finish: 'length' })
})
