import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileTokenizer } from '../../../../../src/clients/tokenizers/file-tokenizer.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-tokenizer-'))
const put = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const wordLevel = {
  added_tokens: [
    { id: 0, content: '<s>', single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
  ],
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
    special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
  },
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    vocab: { '<s>': 0, '[UNK]': 1, a: 2, b: 3 },
  },
}

test('the tokens of its post-processor are the overhead, and no part of an encoding', async () => {
  const tokenizer = await fileTokenizer(put('tokenizer.json', wordLevel))
  expect(await tokenizer.encode('a b a x')).toEqual([2, 3, 2, 1])
  expect(tokenizer.overhead).toEqual({ chat: null, completion: 1 })
  expect({ name: tokenizer.name, fidelity: tokenizer.fidelity }).toEqual({
    name: 'file:tokenizer.json',
    fidelity: 'target',
  })
})

test('keys that only the library insists on may be missing', async () => {
  const { normalizer: _, decoder: __, post_processor: ___, added_tokens: ____, ...rest } = wordLevel
  expect(await (await fileTokenizer(put('bare.json', rest))).encode('b')).toEqual([3])
})

test('whoever uses another tokenizer than the target has says so', async () => {
  expect((await fileTokenizer(put('a.json', wordLevel), 'assumed')).fidelity).toBe('assumed')
})

test.each([
  ['no file', join(folder, 'none.json'), 'expected a tokenizer.json, got no such file'],
  ['a folder', folder, 'expected a tokenizer.json, got EISDIR'],
  ['text that is not JSON', put('text.json', 'hello'), 'expected a tokenizer.json, got text that is not JSON'],
  ['other JSON', put('other.json', { a: 1 }), 'expected a tokenizer.json with a "model", got other JSON'],
  ['a list', put('list.json', []), 'expected a tokenizer.json with a "model", got other JSON'],
  [
    'a model that is null',
    put('null.json', { ...wordLevel, model: null }),
    'expected a tokenizer.json of a known kind, got ',
  ],
])('%s is refused by its path, in one line', async (_, path, message) => {
  const error: unknown = await fileTokenizer(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'source.unreadable' })
  expect((error as Error).message.startsWith(`${path}: ${message}`)).toBe(true)
  expect((error as Error).message).not.toContain('\n')
})
