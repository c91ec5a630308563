import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RawExchange } from '../../../src/clients/client.ts'
import { readAnswer } from '../../../src/clients/read-answer.ts'
import { processClock } from '../../../src/core/clock.ts'
import { msToNs } from '../../../src/core/units.ts'
import { idleReader } from '../../../src/load/answers/idle-reader.ts'
import { chunk, rawExchange, sse, usage } from '../../helpers/raw-exchange.ts'

const context = { api: 'chat', stream: true } as const
const stream = (i: number) =>
  sse(chunk({ content: `answer ${i}` }), chunk({ content: ' end' }), chunk({}, 'stop'), usage(1, i))
const clock = processClock()
const source = { clock, nextAt: () => Infinity, onFree: () => {}, underWay: () => 1 }

/** Reads `count` answers of `bytes` each and more; counts those that were read. */
function reading(count: number, bytes: number, own: Partial<typeof source> = {}) {
  const state = { free: 0 }
  const reader = idleReader(context, { ...source, ...own, onFree: () => void state.free++ })
  const { body, ...rest } = rawExchange(`: ${'x'.repeat(bytes)}\n\n${stream(4)}`)
  const answers = Array.from({ length: count }, () => reader.read({ ...rest, body: new Uint8Array(body) }))
  return { state, answers }
}

test('answers are read as they would be anywhere, each for its own request, and none before the caller is done', async () => {
  let free = 0
  const reader = idleReader(context, { ...source, onFree: () => void free++ })
  const bodies = Array.from({ length: 200 }, (_, i) => stream(i + 2))
  const answers = bodies.map((body) => reader.read(rawExchange(body, { ends: [20, body.length] })))
  expect(free).toBe(0)
  const expected = bodies.map((body) => readAnswer(rawExchange(body, { ends: [20, body.length] }), context))
  expect(await Promise.all(answers)).toEqual(expected)
  expect(free).toBe(200)
})

test('an answer that somebody waits for is read at once', () => {
  let free = 0
  const reader = idleReader(context, { ...source, onFree: () => void free++ })
  void reader.read(rawExchange(stream(3)), true)
  expect(free).toBe(1)
})

test('nothing is read while a send is near, and everything once it is past', async () => {
  let due = clock.nowNs() + msToNs(0.4)
  const nextAt = () => (due = due === Infinity ? due : clock.nowNs() + msToNs(0.4))
  const { state, answers } = reading(5, 10, { nextAt })
  await sleep(20)
  expect(state.free).toBe(0)
  due = Infinity
  await Promise.all(answers)
  expect(state.free).toBe(5)
})

test('what is far behind is read at once, unless as many are under way at once', async () => {
  const behind = reading(12, 2 ** 18)
  expect(behind.state.free).toBeGreaterThan(0)
  const together = reading(12, 2 ** 18, { underWay: () => 12 })
  expect(together.state.free).toBe(0)
  await Promise.all([...behind.answers, ...together.answers])
  expect([behind.state.free, together.state.free]).toEqual([12, 12])
})

test('what breaks the reading becomes a failed answer that says so', async () => {
  const reader = idleReader(context, source)
  const broken = { ...rawExchange('<html>'), contentType: 5 } as unknown as RawExchange
  const { outcome } = await reader.read(broken)
  expect(outcome).toEqual({ kind: 'malformed', detail: expect.stringContaining('the answer could not be read') })
})
