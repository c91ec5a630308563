import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStopMatcher } from '../../../../../engine/runtime/answer/stop-matcher.ts'

function shown(pieces: readonly string[], stops: readonly string[]) {
  const matcher = createStopMatcher(stops)
  let text = ''
  for (const piece of pieces) {
    const step = matcher.push(piece)
    text += step.text
    if (step.stopped) return { text, stopped: true }
  }
  return { text: text + matcher.end(), stopped: false }
}

test('text that might begin a stop string waits, and comes when it does not', () => {
  const matcher = createStopMatcher(['\n\nQ:'])
  expect(matcher.push('yes\n')).toEqual({ text: 'yes', stopped: false })
  expect(matcher.push('\nQ')).toEqual({ text: '', stopped: false })
  expect(matcher.push('x')).toEqual({ text: '\n\nQx', stopped: false })
  expect(matcher.push('\n\nQ: more')).toEqual({ text: '', stopped: true })
})

test('however the text is cut, what is shown ends at the earliest stop string', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(
      fc.array(letters),
      fc.array(
        letters.filter((s) => s !== ''),
        { maxLength: 4 },
      ),
      (pieces, stops) => {
        const whole = pieces.join('')
        const result = shown(pieces, stops)
        if (!stops.some((stop) => whole.includes(stop))) expect(result).toEqual({ text: whole, stopped: false })
        else {
          expect(result.stopped).toBe(true)
          expect(whole.startsWith(result.text)).toBe(true)
          expect(stops.some((stop) => whole.startsWith(stop, result.text.length))).toBe(true)
          expect(stops.some((stop) => result.text.includes(stop))).toBe(false)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
