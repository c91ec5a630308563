import { expect, test } from 'vitest'
import { tiktokenTokenizer } from '../../../../../src/clients/tokenizers/tiktoken-tokenizer.ts'
import { countTokens, longestRun } from '../../../../../src/record/trace/text-counter.ts'

/** What a tokenizer was asked to encode; a code point is a token. */
async function asked(text: string): Promise<{ readonly parts: string[]; readonly tokens: number }> {
  const parts: string[] = []
  const encode = async (part: string) => {
    parts.push(part)
    return [...part].map((_, i) => i)
  }
  return { tokens: await countTokens({ encode }, [text]), parts }
}

test('texts without long runs are counted as they are', async () => {
  const text = '{"a": 1, "words": "of any kind"}\n'.repeat(500)
  expect((await asked(text)).parts).toEqual([text])
  const longest = 'a'.repeat(longestRun)
  expect((await asked(longest)).parts).toEqual([longest])
  expect((await asked('')).parts).toEqual([])
})

test.each([
  ['letters', 'a'],
  ['signs', '='],
  ['spaces', ' '],
  ['digits', '7'],
  ['letters of two units', '\u{10428}'],
])('a run of %s is cut, and nothing of it is lost', async (_, point) => {
  const text = `before (${point.repeat(5 * longestRun + 3)}) after`
  const { parts, tokens } = await asked(text)
  expect(parts.join('')).toBe(text)
  expect(parts.length).toBeGreaterThan(5)
  expect(Math.max(...parts.map((part) => [...part].length))).toBeLessThanOrEqual(longestRun + 'before ('.length)
  expect(tokens).toBe([...text].length)
})

test('two long runs after each other are both cut', async () => {
  const text = `${'a'.repeat(300)}${'='.repeat(300)} and ${'b'.repeat(300)}`
  const { parts } = await asked(text)
  expect(parts.join('')).toBe(text)
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(2 * longestRun + ' and '.length)
})

test('ordinary text has the count that the tokenizer gives for the whole of it', async () => {
  const tokenizer = await tiktokenTokenizer('o200k_base')
  const text = 'Rumpelstiltskin, who spun straw (12,345 bales of it) into gold; \u6f22\u5b57 too.\n\n'.repeat(20)
  expect(await countTokens(tokenizer, [text])).toBe((await tokenizer.encode(text)).length)
})
