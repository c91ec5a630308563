import { expect, test } from 'vitest'
import { type K6Part, mergeParts } from '../../../../../../src/load/drivers/k6/merge/merge-parts.ts'
import type { K6Told } from '../../../../../../src/load/drivers/k6/reading/k6-line.ts'

const chat = { api: 'chat', stream: true } as const
const data = [
  JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'a' } }] }),
  '[DONE]',
]

/** Requests due 100 ms apart, by a clock that is so far ahead; every one sees the server's time in its Date. */
function part(file: string, indexes: readonly number[], aheadMs = 0, dated = true): K6Part {
  const trueZero = 1_700_000_000_000
  const requests = indexes.map((index): K6Told => {
    const due = trueZero + index * 100
    const date = dated ? new Date(Math.floor((due + 2) / 1000) * 1000).toUTCString() : null
    return {
      ...{ index, phase: 'measure', class: 'default', input: 2, output: 1, due: due + aheadMs },
      ...{ sent: due + 1 + aheadMs, headers: due + 3 + aheadMs, done: due + 50 + aheadMs, status: 200, error: null },
      ...{ body: null, type: 'text/event-stream', date, retry: null, at: [20_000, 49_000], names: null, data },
    }
  })
  return { file, run: { zero: trueZero + aheadMs }, requests }
}

const even = Array.from({ length: 30 }, (_, i) => 2 * i)
const odd = even.map((index) => index + 1)

test('every request is there once, in order, on one time axis', () => {
  const { records, missing, parts } = mergeParts([part('a', even), part('b', odd, 5000)], 60, chat)
  expect(records.map(({ index }) => index)).toEqual(Array.from({ length: 60 }, (_, i) => i))
  expect(missing).toEqual([])
  const clock = parts[1]?.clock
  expect(Math.abs((clock?.offsetMs ?? 0) + 5000)).toBeLessThanOrEqual(clock?.uncertaintyMs ?? 0)
  for (const { index, scheduledAt, firstTokenAt, sentAt } of records) {
    expect(Math.abs(scheduledAt - index * 100e6)).toBeLessThanOrEqual(2 * msOf(clock?.uncertaintyMs))
    expect((firstTokenAt ?? 0) - (sentAt ?? 0)).toBeCloseTo(20e6, -3)
  }
})

const msOf = (ms = 0) => ms * 1e6

test('the earliest zero of a schedule is the run’s, so that no time is negative', () => {
  const late = part('b', odd, 0)
  const { records, startedAtMs } = mergeParts(
    [{ ...late, run: { zero: late.run.zero + 3000 } }, part('a', even)],
    60,
    chat,
  )
  expect(startedAtMs).toBeLessThan(late.run.zero + 3000)
  expect(Math.min(...records.map(({ scheduledAt }) => scheduledAt))).toBeGreaterThanOrEqual(-1)
})

test('without a Date the schedules are laid over each other, and the clock is unknown', () => {
  const { records, parts } = mergeParts([part('a', even, 0, false), part('b', odd, 5000, false)], 60, chat)
  expect(parts[1]).toEqual({ file: 'b', requests: 30, clock: null, beganNs: null })
  expect(records[59]?.scheduledAt).toBeCloseTo(59 * 100e6, -3)
})

test('a request in two parts, or twice in one, is no run', () => {
  const message = 'request 4 is in a and in b; expected each in one part'
  expect(() => mergeParts([part('a', even), part('b', [...odd, 4])], 60, chat)).toThrow(message)
  expect(() => mergeParts([part('a', [1, 1])], 60, chat)).toThrow('request 1 is in a twice')
})

test('places of the schedule that nobody has are named', () => {
  expect(mergeParts([part('a', even)], 60, chat).missing).toEqual(odd)
})
