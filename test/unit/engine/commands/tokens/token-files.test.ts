import { expect, test } from 'vitest'
import { readTokenIds, readTokenLists } from '../../../../../engine/commands/tokens/token-files.ts'
import { temporaryFile } from '../../../../helpers/llama2c-files.ts'

const file = (text: string) => temporaryFile('ids.json', Buffer.from(text))

test('token ids are read as they stand', async () => {
  expect(await readTokenIds(file('[0, 5, 9]'), 10)).toEqual([0, 5, 9])
  expect(await readTokenLists(file('[[1], [2, 3]]'), 10)).toEqual([[1], [2, 3]])
  expect(await readTokenLists(file('[]'), 10)).toEqual([])
})

test.each([
  ['[1, 10]', /ids\.json\[1\]: expected a token id from 0 to 9, got 10$/],
  ['[1, -1]', /ids\.json\[1\]: expected .*, got -1$/],
  ['[1.5]', /ids\.json\[0\]: expected .*, got 1\.5$/],
  ['["1"]', /ids\.json\[0\]: expected .*, got "1"$/],
  ['[null]', /ids\.json\[0\]: expected .*, got null$/],
  ['[[1]]', /ids\.json\[0\]: expected a token id .*, got \[1\]$/],
  ['[]', /ids\.json: expected at least one token id, got an empty array$/],
  ['{"ids": [1]}', /ids\.json: expected a JSON array of token ids, got {"ids":\[1\]}$/],
  ['1, 2', /ids\.json: expected a JSON array of token ids, got text that is none: /],
  ['', /ids\.json: expected a JSON array of token ids, got text that is none: /],
])('%s is refused with file, place and value', async (text, message) => {
  await expect(readTokenIds(file(text), 10)).rejects.toThrow(message)
})

test.each([
  ['[[1], [10]]', /ids\.json\[1\]\[0\]: expected a token id from 0 to 9, got 10$/],
  ['[[1], 2]', /ids\.json\[1\]: expected an array of token ids, got 2$/],
  ['[[1], []]', /ids\.json\[1\]: expected at least one token id/],
])('of several prompts %s is refused with both indices', async (text, message) => {
  await expect(readTokenLists(file(text), 10)).rejects.toThrow(message)
})

test('a file that is not there and a long foreign value are told in one line', async () => {
  await expect(readTokenIds('/nowhere/ids.json', 10)).rejects.toThrow(
    '/nowhere/ids.json: expected a JSON array of token ids, got no such file',
  )
  const message = await readTokenIds(file(JSON.stringify(['x'.repeat(500)])), 10).catch((error: Error) => error.message)
  expect(String(message).length).toBeLessThan(200)
})
