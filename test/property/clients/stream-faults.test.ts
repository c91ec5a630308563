import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RawExchange } from '../../../src/clients/client.ts'
import { readAnswer } from '../../../src/clients/read-answer.ts'
import { answerViolations } from '../../helpers/answer-violations.ts'
import { chunk, rawExchange, sse, usage } from '../../helpers/raw-exchange.ts'

const context = { api: 'chat', stream: true } as const
const failure = { kind: 'cut', detail: 'the server closed the connection' } as const

const streams: Readonly<Record<string, string>> = {
  plain: sse(
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hello' }),
    chunk({ content: ' wörld' }),
    chunk({}, 'stop'),
    usage(3, 5),
    '[DONE]',
  ),
  'multi-byte, CRLF, comments': `\ufeff: hi\r\n\r\n${sse(chunk({ reasoning_content: '漢字🙂' }), chunk({ content: 'é🙂' }), chunk({}, 'stop')).replaceAll('\n', '\r\n')}data: [DONE]\r\n\r\n`,
  'error event': sse(chunk({ content: 'a' }), { error: { message: 'died' } }),
  'two choices without usage': sse(
    chunk({ content: 'a' }, null, 0),
    chunk({ content: 'b' }, null, 1),
    chunk({}, 'stop', 0),
    chunk({}, 'stop', 1),
  ),
}

describe.each(Object.entries(streams))('%s', (name, text) => {
  const body = Buffer.from(text)
  const whole = readAnswer(rawExchange(body), context)

  test('a stream cut after any byte still leaves a consistent record', () => {
    for (let cut = 0; cut <= body.length; cut++) {
      for (const end of [failure, null]) {
        const answer = readAnswer(rawExchange(body.subarray(0, cut), { failure: end }), context)
        expect(answerViolations(answer), `cut after ${cut} of ${body.length}`).toEqual([])
        if (cut < body.indexOf('"a"') || (name !== 'error event' && end !== null))
          expect(answer.outcome.kind, `cut after ${cut}`).not.toBe('ok')
      }
    }
  })

  test('a stream split at any byte holds the same tokens, each at the read that completed it', () => {
    for (let split = 1; split < body.length; split++) {
      const answer = readAnswer(rawExchange(body, { ends: [split, body.length] }), context)
      expect(answer.outcome).toEqual(whole.outcome)
      expect([...answer.events.tokens]).toEqual([...whole.events.tokens])
      const early = readAnswer(rawExchange(body.subarray(0, split), { failure }), context)
      const complete = [...answer.events.at].filter((at) => at === 1000).length
      // The part before the split has the events that its own bytes complete, and at most one more that lacks its last line end.
      expect(early.events.at.length - complete, `split at ${split}`).toBeOneOf([0, 1])
    }
  })

  test('a stream in single bytes holds the same tokens', () => {
    const answer = readAnswer(rawExchange(body, { ends: Array.from(body, (_, i) => i + 1) }), context)
    expect([...answer.events.tokens]).toEqual([...whole.events.tokens])
    expect(answerViolations(answer)).toEqual([])
  })
})

test('no bytes at all, no order of them, and no status breaks the reading', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(...Object.values(streams).flatMap((text) => text.split(/(?<=\n)/)))
      .map((line) => Buffer.from(line)),
  )
  const kinds = fc.constantFrom<RawExchange['failure']>(
    null,
    failure,
    { kind: 'timeout', detail: 'late' },
    { kind: 'cancelled', detail: 'stopped' },
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom(200, 204, 404, 500),
      kinds,
      fc.boolean(),
      (pieces, status, end, stream) => {
        const body = Buffer.concat(pieces)
        const ends = pieces.map((_, i) => Buffer.concat(pieces.slice(0, i + 1)).length)
        const raw = rawExchange(body, { status, failure: end, ends: [...new Set(ends)] })
        const answer = readAnswer(raw, { api: 'chat', stream })
        expect(answerViolations(answer)).toEqual([])
        if (status > 299 || end !== null) expect(answer.outcome.kind).not.toBe('ok')
      },
    ),
    { numRuns: 500 },
  )
})
