import { expect, test } from 'vitest'
import { HeadReader, parseHead } from '../../../../../src/clients/http1/response-head.ts'

const head = (fields: string) => Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`)
const plain = head('content-type: application/json\r\ncontent-length: 12')

test('a head that comes again is read as it was, wherever it stands and whatever follows', () => {
  const heads = new HeadReader()
  const first = heads.read(Buffer.concat([plain, Buffer.from('twelve bytes')]), 0)
  const again = heads.read(Buffer.concat([Buffer.from('before'), plain, plain]), 6)
  expect(first).toEqual(parseHead(plain, 0))
  expect(again).toEqual({ ...first, end: 6 + plain.length })
})

test('one byte of difference is another head', () => {
  const heads = new HeadReader()
  heads.read(plain, 0)
  const other = head('content-type: application/json\r\ncontent-length: 13')
  expect(heads.read(other, 0)).toMatchObject({ kind: 'head', head: { bodyBytes: 13 } })
  expect(heads.read(plain, 0)).toMatchObject({ kind: 'head', head: { bodyBytes: 12 } })
})

test('the beginning of a known head is not yet one, and what is none stays none', () => {
  const heads = new HeadReader()
  heads.read(plain, 0)
  for (let length = 0; length < plain.length; length++)
    expect(heads.read(plain.subarray(0, length), 0)).toEqual({ kind: 'partial' })
  expect(heads.read(Buffer.from('SSH-2.0-OpenSSH'), 0).kind).toBe('malformed')
})
