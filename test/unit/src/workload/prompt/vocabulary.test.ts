import { expect, test } from 'vitest'
import { findVocabulary } from '../../../../../src/workload/prompt/vocabulary.ts'
import { words } from '../../../../../src/workload/prompt/words.ts'
import { byteEncode, cutEncode, pairEncode, tokenizerOf, wordEncode } from '../../../../helpers/tokenizers.ts'

test('a vocabulary of words that are all single tokens is taken whole', async () => {
  const { words: found, joiner, exact, starts } = await findVocabulary(tokenizerOf(wordEncode()))
  expect([...found].sort()).toEqual([...words].sort())
  expect({ joiner, exact }).toEqual({ joiner: ' ', exact: true })
  expect(starts.every(({ tokens }) => tokens === 1)).toBe(true)
})

test('only words of one token are taken', async () => {
  const { words: found, exact } = await findVocabulary(tokenizerOf(cutEncode(3)))
  expect([...found].sort()).toEqual(words.filter((word) => word.length <= 3).sort())
  expect(exact).toBe(true)
})

test('a tokenizer of bytes gets letters without spaces', async () => {
  const { words: found, joiner, exact } = await findVocabulary(tokenizerOf(byteEncode))
  expect(joiner).toBe('')
  expect(found).toHaveLength(36)
  expect(exact).toBe(true)
})

test('a tokenizer without words of a fixed cost is not called exact', async () => {
  expect((await findVocabulary(tokenizerOf(pairEncode))).exact).toBe(false)
})

test('a tokenizer that knows nothing still gives a vocabulary to try', async () => {
  const { words: found, starts, exact } = await findVocabulary(tokenizerOf(() => []))
  expect(found.length).toBeGreaterThan(0)
  expect(starts.length).toBeGreaterThan(0)
  expect(exact).toBe(false)
})

test('one question settles many candidates: a server is asked some, and once for each word to begin with', async () => {
  const tokenizer = tokenizerOf(wordEncode())
  const { words: found } = await findVocabulary(tokenizer)
  expect(tokenizer.calls - found.length).toBeLessThanOrEqual(25)
})

test('the candidates are distinct and hold no space', () => {
  expect(new Set(words).size).toBe(words.length)
  expect(words.every((word) => /^[a-z]+$/.test(word))).toBe(true)
})

test('a tokenizer that never repeats its ids is given up after some dozen questions', async () => {
  let asked = 0
  const encode = async (text: string) => {
    asked++
    return text.split(/\s+/).map((_, i) => i)
  }
  const counting = { name: 'positions', fidelity: 'target', encode, overhead: { chat: 0, completion: 0 } } as const
  expect((await findVocabulary(counting)).exact).toBe(false)
  expect(asked).toBeLessThan(1000)
})
