import { expect, test } from 'vitest'
import { tiktokenTokenizer } from '../../../../../src/clients/tokenizers/tiktoken-tokenizer.ts'

test('gpt2 encodes known texts to known ids', async () => {
  const tokenizer = await tiktokenTokenizer('gpt2')
  expect(await tokenizer.encode('hello world')).toEqual([31373, 995]) // tiktoken's own example
  expect(await tokenizer.encode('')).toEqual([])
  expect(tokenizer).toMatchObject({ name: 'gpt2', fidelity: 'target', overhead: { chat: null, completion: 0 } })
})

test('what looks like a special token is text', async () => {
  const tokenizer = await tiktokenTokenizer('gpt2', 'assumed')
  expect((await tokenizer.encode('<|endoftext|>')).length).toBeGreaterThan(1)
  expect(tokenizer.fidelity).toBe('assumed')
})

test('an unknown encoding is refused with those there are', async () => {
  await expect(tiktokenTokenizer('cl100k')).rejects.toMatchObject({
    code: 'usage',
    message: 'tokenizer: expected one of cl100k_base, o200k_base, p50k_base, r50k_base, gpt2, got "cl100k"',
  })
  await expect(tiktokenTokenizer('toString')).rejects.toMatchObject({ code: 'usage' })
})
