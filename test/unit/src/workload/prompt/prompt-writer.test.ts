import { expect, test } from 'vitest'
import type { Tokenizer } from '../../../../../src/core/tokenizer.ts'
import { createPromptWriter, type PromptOptions } from '../../../../../src/workload/prompt/prompt-writer.ts'
import { byteEncode, cutEncode, pairEncode, tokenizerOf, wordEncode } from '../../../../helpers/tokenizers.ts'

const request = (index: number, inputTokens: number) =>
  ({ index, inputTokens, outputTokens: 1, phase: 'measure', className: 'default', scheduledAt: null }) as const
const options: PromptOptions = { seed: 1, unique: true, api: 'completions' }
const lengths = [1, 2, 3, 5, 8, 13, 21, 50, 100, 256, 1, 7, 300]

const tokenizers: readonly (readonly [string, () => Promise<Tokenizer>, number])[] = [
  ['whole words', async () => tokenizerOf(wordEncode()), 200],
  ['pieces of three letters', async () => tokenizerOf(cutEncode(3)), 200],
  ['bytes', async () => tokenizerOf(byteEncode), 200],
  ['pairs of letters across words', async () => tokenizerOf(pairEncode), 60],
]

test.each(tokenizers)('prompts have exactly the tokens asked for: %s', async (_, make, n) => {
  const tokenizer = await make()
  const writer = await createPromptWriter(tokenizer, options)
  for (let index = 0; index < n; index++) {
    const tokens = lengths[index % lengths.length] as number
    expect(await tokenizer.encode(await writer.write(request(index, tokens)))).toHaveLength(tokens)
  }
  expect(writer.notes).toEqual([])
})

test("the target's own tokens around a prompt are part of the length", async () => {
  const tokenizer = tokenizerOf(wordEncode(), { chat: 12, completion: 1 })
  const count = async (api: PromptOptions['api'], tokens: number) => {
    const writer = await createPromptWriter(tokenizer, { ...options, api })
    return (await tokenizer.encode(await writer.write(request(0, tokens)))).length
  }
  expect(await count('chat', 40)).toBe(28)
  expect(await count('completions', 40)).toBe(39)
})

test('where the template is unknown the text alone has the length, which is said', async () => {
  const tokenizer = tokenizerOf(wordEncode(), { chat: null, completion: null })
  const writer = await createPromptWriter(tokenizer, { ...options, api: 'chat' })
  expect(await tokenizer.encode(await writer.write(request(0, 40)))).toHaveLength(40)
  expect(writer.notes).toEqual(['prompt lengths are without the chat template, whose tokens are unknown'])
})

test('a length under the smallest possible gives the smallest and is counted', async () => {
  const tokenizer = tokenizerOf(wordEncode(), { chat: 12, completion: 0 })
  const writer = await createPromptWriter(tokenizer, { ...options, api: 'chat' })
  for (const [index, tokens] of [1, 12, 13, 14].entries()) {
    const text = await writer.write(request(index, tokens))
    expect(await tokenizer.encode(text)).toHaveLength(Math.max(1, tokens - 12))
  }
  expect(writer.notes).toEqual(['2 prompts were asked shorter than the 13 tokens a prompt has at least'])
})

test('unique prompts differ from their neighbours in the first token, from all others in the first four', async () => {
  const writer = await createPromptWriter(tokenizerOf(wordEncode()), options)
  const heads = await Promise.all(
    Array.from({ length: 20_000 }, async (_, i) => (await writer.write(request(i, 20))).split(' ').slice(0, 4)),
  )
  expect(new Set(heads.map((head) => head.join(' '))).size).toBe(20_000)
  expect(heads.slice(1).every((head, i) => head[0] !== heads[i]?.[0])).toBe(true)
  expect(new Set(heads.slice(0, 200).map(([first]) => first)).size).toBe(200)
})

test('no two unique prompts share a block of 16 tokens at their start, within a run or across seeds', async () => {
  const blocks = new Set<string>()
  for (const seed of [1, 2, 3]) {
    const writer = await createPromptWriter(tokenizerOf(byteEncode), { ...options, seed })
    for (let i = 0; i < 3000; i++) blocks.add((await writer.write(request(i, 64))).slice(0, 16))
  }
  expect(blocks.size).toBe(9000)
})

test('prompts that need not be unique are beginnings of one text', async () => {
  const writer = await createPromptWriter(tokenizerOf(wordEncode()), { ...options, unique: false })
  const [short, long, again] = [
    await writer.write(request(0, 10)),
    await writer.write(request(1, 50)),
    await writer.write(request(2, 10)),
  ]
  expect(long.startsWith(`${short} `)).toBe(true)
  expect(again).toBe(short)
})

test('a prompt depends on seed and index alone, not on what was written before', async () => {
  const texts = async (indices: readonly number[], seed = 1) => {
    const writer = await createPromptWriter(tokenizerOf(wordEncode()), { ...options, seed })
    const written = new Map<number, string>()
    for (const index of indices) written.set(index, await writer.write(request(index, 30)))
    return [0, 1, 2].map((index) => written.get(index))
  }
  expect(await texts([0, 1, 2])).toEqual(await texts([2, 9, 1, 0]))
  expect(await texts([0, 1, 2])).not.toEqual(await texts([0, 1, 2], 2))
})

test('with an exact vocabulary only a sample is encoded', async () => {
  const tokenizer = tokenizerOf(wordEncode())
  const writer = await createPromptWriter(tokenizer, options)
  const before = tokenizer.calls
  for (let index = 0; index < 1280; index++) await writer.write(request(index, 100))
  expect(tokenizer.calls - before).toBeLessThanOrEqual(20)
})

test('a tokenizer that turns out otherwise makes all later prompts be encoded and repaired', async () => {
  const plain = wordEncode()
  let hasChanged = false
  // from some moment on, every tenth word costs two tokens
  const tokenizer = tokenizerOf((text) =>
    hasChanged ? plain(text).flatMap((id, i) => (i % 10 === 9 ? [id, -1] : [id])) : plain(text),
  )
  const writer = await createPromptWriter(tokenizer, options)
  hasChanged = true
  for (let index = 0; index < 300; index++) {
    expect(await tokenizer.encode(await writer.write(request(index, 101)))).toHaveLength(101)
  }
})

test('a length that no text has is approached and counted', async () => {
  const tokenizer = tokenizerOf((text) => text.split(' ').flatMap(() => [1, 2])) // only even counts
  const writer = await createPromptWriter(tokenizer, options)
  const length = (await tokenizer.encode(await writer.write(request(0, 31)))).length
  expect(Math.abs(length - 31)).toBeLessThanOrEqual(1)
  expect(writer.notes).toEqual(['1 prompts could not be given their exact length'])
})
