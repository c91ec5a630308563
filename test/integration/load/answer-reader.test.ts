import { expect, test } from 'vitest'
import type { RawExchange } from '../../../src/clients/client.ts'
import { readAnswer } from '../../../src/clients/read-answer.ts'
import { startAnswerReader } from '../../../src/load/answers/answer-reader.ts'
import { startThread } from '../../../src/core/thread.ts'
import { chunk, rawExchange, sse, usage } from '../../helpers/raw-exchange.ts'

const context = { api: 'chat', stream: true } as const
const stream = (i: number) =>
  sse(chunk({ content: `answer ${i}` }), chunk({ content: ' end' }), chunk({}, 'stop'), usage(1, i))

test('another thread reads answers as this one would, each for its own request', async () => {
  const reader = await startAnswerReader(context)
  const bodies = Array.from({ length: 200 }, (_, i) => stream(i + 2))
  const answers = await Promise.all(bodies.map((body) => reader.read(rawExchange(body, { ends: [20, body.length] }))))
  expect(answers).toEqual(bodies.map((body) => readAnswer(rawExchange(body, { ends: [20, body.length] }), context)))
  await reader.close()
})

test('an answer without a body needs no thread', async () => {
  const reader = await startAnswerReader(context)
  await reader.close()
  const failure = { kind: 'connect', detail: 'ECONNREFUSED' } as const
  const answer = await reader.read({ ...rawExchange(''), status: null, failure })
  expect(answer.outcome).toEqual(failure)
})

test('what breaks the reading becomes a failed answer that says so', async () => {
  const reader = await startAnswerReader(context)
  const broken = { ...rawExchange('<html>'), contentType: 5 } as unknown as RawExchange
  const { outcome } = await reader.read(broken)
  expect(outcome).toEqual({ kind: 'malformed', detail: expect.stringContaining('the answer could not be read') })
  expect((await reader.read(rawExchange(stream(3)))).outcome).toEqual({ kind: 'ok' })
  await reader.close()
})

test('what cannot be handed over ends the load with an error, and nobody waits', async () => {
  const reader = await startAnswerReader(context)
  const broken = { ...rawExchange('<html>'), contentType: () => {} } as unknown as RawExchange
  await expect(Promise.all([reader.read(rawExchange(stream(2))), reader.read(broken)])).rejects.toThrow(
    'reading answers',
  )
  await expect(reader.read(rawExchange(stream(3)))).rejects.toThrow('reading answers')
  await reader.close()
})

test('a thread that cannot be loaded is an error, not a silence', async () => {
  await expect(startThread(import.meta.url, 'no-such-thread', {})).rejects.toThrow()
})

test('what is far behind is read at once, and the memory of every exchange comes back', async () => {
  const free: number[] = []
  const reader = await startAnswerReader(context, { onFree: ({ bytes }) => free.push(bytes.byteLength) })
  const text = `: ${'x'.repeat(2 ** 20)}\n\n${stream(4)}`
  const body = rawExchange(text)
  const reading = Array.from({ length: 12 }, () => reader.read({ ...body, body: new Uint8Array(body.body) }))
  // nothing was awaited: the other thread cannot have read any of it
  expect(free.length).toBeGreaterThan(0)
  const answers = await Promise.all(reading)
  expect(answers.map(({ outcome }) => outcome.kind)).toEqual(Array.from({ length: 12 }, () => 'ok'))
  expect(free).toHaveLength(12)
  await reader.close()
})

test('answers of many that end together are left to the other thread', async () => {
  let free = 0
  const reader = await startAnswerReader(context, { onFree: () => free++, underWay: () => 12 })
  const { body, ...rest } = rawExchange(`: ${'x'.repeat(2 ** 20)}\n\n${stream(4)}`)
  const reading = Array.from({ length: 12 }, () => reader.read({ ...rest, body: new Uint8Array(body) }))
  expect(free).toBe(0)
  await Promise.all(reading)
  await reader.close()
})
