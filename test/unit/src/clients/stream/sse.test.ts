import { expect, test } from 'vitest'
import { scanEvents, type ServerEvent } from '../../../../../src/clients/stream/sse.ts'

function eventsOf(text: string | Buffer): ServerEvent[] {
  const events: ServerEvent[] = []
  scanEvents(Buffer.from(text), (event) => events.push(event))
  return events
}
const dataOf = (text: string | Buffer) => eventsOf(text).map(({ data }) => data)

test('an event ends with the first byte of its blank line', () => {
  expect(eventsOf('data: a\n\ndata: b\n\n')).toEqual([
    { type: null, data: 'a', end: 9, complete: true },
    { type: null, data: 'b', end: 18, complete: true },
  ])
})

test.each([
  ['LF', 'data: a\n\ndata: b\n\n'],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
  ['CR', 'data: a\r\rdata: b\r\r'],
  ['mixed', 'data: a\r\n\ndata: b\n\r\n'],
])('%s ends lines', (_, text) => {
  expect(dataOf(text)).toEqual(['a', 'b'])
})

test('a byte order mark, comments and unknown fields are skipped', () => {
  expect(dataOf('\ufeff: hello\n:\nid: 7\nretry: 10\nfoo: bar\ndata: a\n\n')).toEqual(['a'])
})

test('several data lines are one event, joined by line feeds', () => {
  expect(dataOf('data: a\ndata:b\ndata\ndata:  c\n\n')).toEqual(['a\nb\n\n c'])
})

test('fields that only start like data are not data', () => {
  expect(dataOf('database: x\ndat: y\neventual: z\ndata: a\n\n')).toEqual(['a'])
})

test('an event type is kept for its event alone', () => {
  expect(eventsOf('event: error\ndata: a\n\ndata: b\n\n').map(({ type }) => type)).toEqual(['error', null])
})

test('blank lines without data are no event', () => {
  expect(dataOf('\n\n: ping\n\nevent: ping\n\ndata: a\n\n\n\n')).toEqual(['a'])
})

test('an event without its blank line is reported as incomplete', () => {
  expect(eventsOf('data: a\n\ndata: b\n').at(-1)).toEqual({ type: null, data: 'b', end: 17, complete: false })
  expect(eventsOf('data: a').at(-1)).toEqual({ type: null, data: 'a', end: 7, complete: false })
})

test('text beyond ASCII comes out whole', () => {
  expect(dataOf('data: 漢字 🙂 é\r\n\r\n')).toEqual(['漢字 🙂 é'])
})

test('bytes that are no text do not stop the scan', () => {
  expect(dataOf(Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 10]), Buffer.from('data: a\n\n')]))).toEqual(['a'])
})
