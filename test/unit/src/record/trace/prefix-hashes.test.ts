import { expect, test } from 'vitest'
import { blockBytes, prefixHashes } from '../../../../../src/record/trace/prefix-hashes.ts'
import { promptBytes } from '../../../../../src/record/trace/prompt-bytes.ts'

const salt = Buffer.from('0123456789abcdef')
const hashes = (text: string, key = salt) => prefixHashes({ bytes: Buffer.from(text), ends: [] }, key).blocks
const shared = (a: readonly string[], b: readonly string[]) => a.findIndex((id, i) => id !== b[i])
const say = (...messages: [string, string][]) =>
  promptBytes({ messages: messages.map(([role, content]) => ({ role, content })) }, 'chat')

test('two prompts share exactly the whole blocks before their first difference', () => {
  const base = 'x'.repeat(10 * blockBytes)
  for (const at of [0, 1, blockBytes - 1, blockBytes, 5 * blockBytes + 7]) {
    const other = `${base.slice(0, at)}y${base.slice(at + 1)}`
    expect(shared(hashes(base), hashes(other))).toBe(Math.floor(at / blockBytes))
  }
})

test('a block that stands elsewhere is another block', () => {
  const [a, b] = ['a'.repeat(blockBytes), 'b'.repeat(blockBytes)]
  const ids = hashes(a + b + a)
  expect(new Set(ids).size).toBe(3)
})

test('what is less than a block has no id', () => {
  expect(hashes('x'.repeat(blockBytes - 1))).toEqual([])
  expect(hashes('x'.repeat(2 * blockBytes + 1))).toHaveLength(2)
})

test('another salt gives other ids, the same one the same', () => {
  const text = 'x'.repeat(3 * blockBytes)
  const other = hashes(text, Buffer.from('fedcba9876543210'))
  expect(hashes(text).filter((id) => other.includes(id))).toEqual([])
  expect(hashes(text)).toEqual(hashes(text))
})

test('a later turn begins with the bytes and the message ends of the turn before', () => {
  const first = say(['system', 'be brief'], ['user', 'hello'])
  const second = say(['system', 'be brief'], ['user', 'hello'], ['assistant', 'hi'], ['user', 'more'])
  expect(second.bytes.subarray(0, first.bytes.length)).toEqual(first.bytes)
  const ends = prefixHashes(second, salt).ends
  expect(prefixHashes(first, salt).ends).toEqual(ends.slice(0, 2))
  expect(new Set(ends).size).toBe(4)
})

test('message ends that fall on the end of a block count once', () => {
  const text = 'x'.repeat(blockBytes)
  const { blocks, ends } = prefixHashes({ bytes: Buffer.from(text), ends: [1, blockBytes] }, salt)
  expect(ends).toHaveLength(2)
  expect(ends[1]).toBe(blocks[0])
})

test('tools stand before messages, and an image as a digest of fixed length', () => {
  const image = (data: string) => ({
    messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }] }],
  })
  const small = promptBytes(image('AA'), 'chat').bytes
  expect(promptBytes(image('B'.repeat(100_000)), 'chat').bytes).toHaveLength(small.length)
  const withTools = promptBytes({ tools: [{ type: 'function' }], ...image('AA') }, 'chat').bytes.toString()
  expect(withTools.startsWith('[{"type":"function"}]\n')).toBe(true)
})

test.each([
  [{ prompt: 'plain' }, 'plain'],
  [{ prompt: ['one', 'two'] }, 'one\ntwo'],
  [{ prompt: [1, 2, 3] }, '1\n2\n3'],
  [{}, ''],
])('the prompt of %j is %j', (body, text) => expect(promptBytes(body, 'completions').bytes.toString()).toBe(text))
