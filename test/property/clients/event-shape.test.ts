import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAnswer } from '../../../src/clients/read-answer.ts'
import { chunk, rawExchange, sse, usage } from '../../helpers/raw-exchange.ts'

const context = { api: 'chat', stream: true } as const
const text = fc.oneof(
  fc.constantFrom(' the', '', '"', '\\', 'a"b', '\t', '\n', 'data: x', '"content":"', '漢字🙂', '}', 'another text'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const field = fc.constantFrom('content', 'reasoning_content', 'reasoning')
const token = fc.record({ text, field, choice: fc.nat(1), spaced: fc.boolean(), logprob: fc.boolean() })

type Token = typeof token extends fc.Arbitrary<infer T> ? T : never

/** An event as servers write it: with or without spaces after colons, alike or not around the text. */
function eventOf({ text, field, choice, spaced, logprob }: Token): string {
  const fields = {
    ...(chunk({ [field]: text }, null, choice) as object),
    ...(logprob ? { note: { content: text } } : {}),
  }
  const json = JSON.stringify(fields)
  return spaced ? `data: ${json.replaceAll('":', '": ')}\n\n` : `data: ${json}\n\n`
}

test('events read by their shape and events parsed one by one give the same answer', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 30 }), fc.boolean(), (tokens, withUsage) => {
      const closing = sse(chunk({}, 'stop'), ...(withUsage ? [usage(3, tokens.length)] : []), '[DONE]')
      const lines = tokens.map((entry) => eventOf(entry)).join('') + closing
      // Lines that end with CRLF are never read by their shape.
      const [byShape, parsed] = [lines, lines.replaceAll('\n', '\r\n')].map((body) =>
        readAnswer(rawExchange(Buffer.from(body)), context),
      )
      expect(byShape).toEqual(parsed)
    }),
    { numRuns: 400 },
  )
})
