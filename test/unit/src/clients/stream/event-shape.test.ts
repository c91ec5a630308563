import { expect, test } from 'vitest'
import { chunkFacts } from '../../../../../src/clients/stream/completion-chunk.ts'
import { hasShape, learnShape } from '../../../../../src/clients/stream/event-shape.ts'

const learnt = (data: string) => learnShape(data, chunkFacts(JSON.parse(data)))
const event = (content: string) =>
  `{"id":"x","choices":[{"index":0,"delta":{"content":${content}},"finish_reason":null}],"usage":null}`
const fits = (shape: ReturnType<typeof learnt>, data: string) =>
  shape !== null && hasShape(shape, Buffer.from(data), 0, Buffer.byteLength(data))

test('events that differ in their text alone have one shape', () => {
  const shape = learnt(event('" Hello"'))
  for (const same of ['" world"', '"漢字"', '"{}:,"']) expect(fits(shape, event(same)), same).toBe(true)
})

test.each([
  ['an empty text', event('""')],
  ['an escape', event('"\\n"')],
  ['a quote', event('"a","content":"b"')],
  ['a control character', event('"a\tb"')],
  ['another id', event('" a"').replace('"x"', '"y"')],
  ['a finish_reason', event('" a"').replace('null}]', '"stop"}]')],
  ['an event cut short', event('" a"').slice(0, -1)],
])('%s has another shape', (_, data) => {
  expect(fits(learnt(event('" Hello"')), data)).toBe(false)
})

test.each([
  ['usage', '{"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1}}'],
  ['a finish_reason', '{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}'],
  ['two choices', '{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}'],
  ['a tool call', '{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{"}}]}}]}'],
  ['no text', '{"choices":[{"delta":{"role":"assistant","content":""}}]}'],
  ['text and reasoning at once', '{"choices":[{"delta":{"content":"a","reasoning":"b"}}]}'],
])('nothing is learnt from an event with %s', (_, data) => {
  expect(learnt(data)).toBeNull()
})

test('the text is found where another field has the same name', () => {
  const data = '{"meta":{"content":"no"},"choices":[{"delta":{"content":"yes"}}]}'
  const shape = learnt(data)
  expect(fits(shape, data.replace('yes', 'other'))).toBe(true)
  expect(fits(shape, data.replace('no', 'other'))).toBe(false)
})
