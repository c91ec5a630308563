import { expect, test } from 'vitest'
import { truncatedTiktoken } from '../../../../engine/tokenizer/truncated-tiktoken.ts'

const tokenizer = await truncatedTiktoken(32_000)
const first = 32_000 - 256

test('every id of the vocabulary decodes, reserved ones to visible text, the named specials to nothing', () => {
  const silent: number[] = []
  for (let id = 0; id < 32_000; id++) if (tokenizer.decode([id]) === '') silent.push(id)
  expect(silent).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => first + index))
  expect(tokenizer.decode([first + 7, 31_999])).toBe('<|reserved_0|><|reserved_248|>')
})

test('a reserved id gives a streamed piece of its own', () => {
  const detokenizer = tokenizer.detokenizer([])
  expect(detokenizer.push(first + 9)).toBe('<|reserved_2|>')
})

test('a character over several tokens comes out with its last byte', () => {
  const ids = tokenizer.encode('🦜', false)
  expect(ids.length).toBeGreaterThan(1)
  const detokenizer = tokenizer.detokenizer([])
  const pieces = ids.map((id) => detokenizer.push(id))
  expect(pieces.slice(0, -1).every((piece) => piece === '')).toBe(true)
  expect(pieces.at(-1)).toBe('🦜')
})

test('a character cut short comes out as a replacement character at the end', () => {
  const [byte] = tokenizer.encode('🦜', false) as [number]
  const detokenizer = tokenizer.detokenizer([])
  expect(detokenizer.push(byte)).toBe('')
  expect(detokenizer.end()).toBe('\ufffd')
})

test('a chat is bos, then role, content and end of each message, then the assistant to answer', () => {
  const [bos, , system, user, assistant, , end] = Array.from({ length: 7 }, (_, i) => first + i)
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: ' Hi ' },
  ] as const
  const ids = tokenizer.encodeChat(messages, true)
  expect(ids).toEqual([
    bos,
    system,
    ...tokenizer.encode('Be brief.', false),
    end,
    user,
    ...tokenizer.encode(' Hi ', false),
    end,
    assistant,
  ])
  expect(tokenizer.encodeChat(messages, false)).toEqual(ids.slice(0, -1))
})

test('text that spells a special token stays text', () => {
  expect(tokenizer.encode('<|end|><|endoftext|>', false).every((id) => id < first)).toBe(true)
})

test('the special tokens that end an answer are eos and end', () => {
  expect(tokenizer.stopIds).toEqual([first + 1, first + 6])
})

test('no token is longer than it says, so a text has at least bytes / longest tokens', () => {
  const longest = Math.max(
    ...Array.from({ length: first }, (_, id) => Buffer.byteLength(tokenizer.decode([id]), 'utf8')),
  )
  expect(tokenizer.longestTokenBytes).toBeGreaterThanOrEqual(longest / 3) // a lone byte decodes to a 3-byte U+FFFD
  expect(tokenizer.encode(' '.repeat(5000), false).length).toBeGreaterThanOrEqual(5000 / tokenizer.longestTokenBytes)
})

test('more ranks than the vocabulary has are refused', async () => {
  await expect(truncatedTiktoken(200_255)).rejects.toThrow(/at most 199998 ranks, got 199999/)
})
