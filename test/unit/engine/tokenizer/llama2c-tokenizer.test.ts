import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { llama2cTokenizer } from '../../../../engine/tokenizer/llama2c-tokenizer.ts'
import { temporaryFile, tokenizerFile } from '../../../helpers/llama2c-files.ts'

const byteName = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
const specials: [string, number][] = [
  ['<unk>', 0],
  ['\n<s>\n', 0],
  ['\n</s>\n', 0],
]
const bytes = Array.from({ length: 256 }, (_, byte): [string, number] => [byteName(byte), 0])
const words: [string, number][] = [
  [' ', -9],
  ['a', -9],
  ['b', -9],
  ['é', -9],
  ['ab', -2],
  ['ba', -1],
  [' a', -3],
  [' ab', -4],
]
const file = tokenizerFile([...specials, ...bytes, ...words])
const vocabSize = 3 + 256 + words.length
const [space, a, b, accent, ab, ba, _spaceA, spaceAb] = words.map((_, index) => 259 + index) as number[]
const folder = mkdtempSync(join(tmpdir(), 'infbench-tokenizer-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'tok.bin'), file)
const tokenizer = await llama2cTokenizer(join(folder, 'tok.bin'), vocabSize)

test.each([
  ['', []],
  ['a', [264 + 1]], // " a"
  ['ab', [spaceAb]],
  ['b', [space, b]],
  ['aba', [265, ba]], // "ba" (-1) goes before "ab" (-2), then " a"
  ['é', [space, accent]],
  ['ß', [space, 3 + 0xc3, 3 + 0x9f]], // no piece: its UTF-8 bytes
  ['a\n', [265, 3 + 0x0a]],
])('%j is encoded by the rules of run.c', (text, ids) => {
  expect(tokenizer.encode(text, false)).toEqual(ids)
  expect(tokenizer.encode(text, true)).toEqual([1, ...ids])
})

test('decoding takes off the space that encoding put in front, and gives bytes and characters back', () => {
  for (const text of ['a', 'b ab', 'ßé🎉', 'a\n b', ' a', ''])
    expect(tokenizer.decode(tokenizer.encode(text, true))).toBe(text)
})

test('an answer after a prompt keeps its leading space, one from nothing does not', () => {
  expect(tokenizer.detokenizer([1, a as number]).push(spaceAb as number)).toBe(' ab')
  const fromNothing = tokenizer.detokenizer([1])
  expect([fromNothing.push(spaceAb as number), fromNothing.push(spaceAb as number)]).toEqual(['ab', ' ab'])
})

test('a chat is the contents in lines', () => {
  const messages = [
    { role: 'user', content: 'ab' },
    { role: 'assistant', content: 'b' },
  ] as const
  expect(tokenizer.encodeChat(messages, true)).toEqual([1, spaceAb, 13, space, b, 13])
  expect(ab).toBeLessThan(vocabSize)
})

test('a tokenizer file cut after any byte is refused', async () => {
  for (let cut = 0; cut < file.length; cut += 7)
    await expect(llama2cTokenizer(temporaryFile('cut.bin', file.subarray(0, cut)), vocabSize)).rejects.toMatchObject({
      kind: 'model',
      message: expect.stringMatching(/^cut\.bin: expected a llama2\.c tokenizer of 267 entries, got /),
    })
})

test('a tokenizer of another size is refused', async () => {
  const path = temporaryFile('tok.bin', file)
  await expect(llama2cTokenizer(path, vocabSize - 1)).rejects.toThrow('bytes more than that')
  await expect(llama2cTokenizer(path, vocabSize + 1)).rejects.toThrow('got 267 entries')
  await expect(llama2cTokenizer('/nowhere/tok.bin', 5)).rejects.toMatchObject({ kind: 'model' })
})
