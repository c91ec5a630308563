import { expect, test } from 'vitest'
import { findVocabulary, mostQuestions } from '../../../../../src/workload/prompt/vocabulary.ts'
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

test('one question settles many candidates, and beginnings are asked for until there are enough', async () => {
  const tokenizer = tokenizerOf(wordEncode())
  const { words: found, starts } = await findVocabulary(tokenizer)
  expect([found.length, starts.length]).toEqual([words.length, 200])
  expect(tokenizer.calls).toBeLessThanOrEqual(25 + 208)
})

/** `the` is one token, and every longer word holds it as a piece: no two words can be told apart in one text. */
const anchorsEverywhere = (text: string) =>
  text.split(' ').flatMap((word) => (word.length > 4 ? [0, hash(word)] : [hash(word)]))
const hash = (word: string) =>
  word === 'the' ? 0 : [...word].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1e9, 7)

/** Words of several tokens wherever they stand, but for one. */
const poor = (text: string) => text.split(' ').flatMap((word) => (word === 'the' ? [0] : [...Buffer.from(word)]))

test.each([
  ['whose words hold the one that parts them', anchorsEverywhere],
  ['of words of many tokens', poor],
  ['that knows nothing', () => []],
  ['that joins words', pairEncode],
  ['of bytes', byteEncode],
  ['that never repeats an id', (text: string) => text.split(/\s+/).map((_, i) => i)],
])('a tokenizer %s is asked no more questions than are stated', async (_, encode) => {
  const tokenizer = tokenizerOf(encode)
  const first = await findVocabulary(tokenizer)
  expect(tokenizer.calls).toBeLessThanOrEqual(mostQuestions)
  expect(await findVocabulary(tokenizerOf(encode))).toEqual(first)
})

test('no tokenizer is asked more than some thousand questions', () => {
  expect(mostQuestions).toBeLessThan(1200)
})

test('the candidates are distinct and hold no space', () => {
  expect(new Set(words).size).toBe(words.length)
  expect(words.every((word) => /^[a-z]+$/.test(word))).toBe(true)
})
