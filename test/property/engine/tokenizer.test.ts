import fc from 'fast-check'
import { Tiktoken } from 'js-tiktoken/lite'
import o200k from 'js-tiktoken/ranks/o200k_base'
import { expect, test } from 'vitest'
import { truncatedTiktoken } from '../../../engine/tokenizer/truncated-tiktoken.ts'

const library = new Tiktoken(o200k)
const full = await truncatedTiktoken(199_998 + 256)
const small = await truncatedTiktoken(32_000)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom('the', ' The', 'ing', "'ll", '  ', '\n\n', '\t', '1234', 'é', '你好', '🎉', '<|end|>', 'aaaa'),
      { maxLength: 40 },
    )
    .map((words) => words.join('')),
)

test('with all ranks it encodes as the library does', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(full.encode(value, false)).toEqual(library.encode(value, [], []))
    }),
    { numRuns: 400 },
  )
})

test('truncated, it gives every text back, whole and streamed, and never emits half a character', () => {
  fc.assert(
    fc.property(text, (value) => {
      const ids = small.encode(value, false)
      expect(ids.every((id) => id >= 0 && id < 32_000 - 256)).toBe(true)
      expect(small.decode(ids)).toBe(value)
      const detokenizer = small.detokenizer([])
      const pieces = [...ids.map((id) => detokenizer.push(id)), detokenizer.end()]
      expect(pieces.join('')).toBe(value)
      for (const piece of pieces) expect(() => encodeURIComponent(piece)).not.toThrow() // throws for half a surrogate pair
    }),
    { numRuns: 400 },
  )
})

test('random ids stream to the text of decoding them at once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(31_999), { maxLength: 60 }), (ids) => {
      const detokenizer = small.detokenizer([])
      const streamed = ids.map((id) => detokenizer.push(id)).join('') + detokenizer.end()
      expect(streamed).toBe(small.decode(ids))
    }),
    { numRuns: 300 },
  )
})
