import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakeClock } from '../../../../src/core/clock.ts'
import { msToNs } from '../../../../src/core/units.ts'
import { liveFeed } from '../../../../src/ui/live-feed.ts'
import type { LiveState } from '../../../../src/ui/ui-pages.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A feed over a run whose reading takes `workMs` and that ends after `reads`. */
function feedOf({ workMs = 0, reads = Infinity } = {}) {
  const clock = fakeClock()
  const read = vi.fn(async (): Promise<LiveState> => {
    clock.advance(msToNs(workMs))
    const count = read.mock.calls.length
    return { html: String(count), ended: count >= reads }
  })
  return { read, feed: liveFeed(read, clock) }
}

test('two watchers of a run share one reading, and the second has the last one at once', async () => {
  const { feed, read } = feedOf()
  const [a, b] = [vi.fn(), vi.fn()]
  feed.watch('r', a)
  await vi.advanceTimersByTimeAsync(0)
  feed.watch('r', b)
  expect(b.mock.calls).toEqual([[{ html: '1', ended: false }]])
  await vi.advanceTimersByTimeAsync(1000)
  expect(a.mock.calls.map(([state]) => state.html)).toEqual(['1', '2'])
  expect(b.mock.calls.map(([state]) => state.html)).toEqual(['1', '2'])
  expect(read).toHaveBeenCalledTimes(2)
  feed.close()
})

test('a run that takes 200 ms to read is read every four seconds, a twentieth of the time', async () => {
  const { feed, read } = feedOf({ workMs: 200 })
  feed.watch('r', () => {})
  await vi.advanceTimersByTimeAsync(3799)
  expect(read).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(read).toHaveBeenCalledTimes(2)
  feed.close()
})

test('a run that has ended is told once and read no more', async () => {
  const { feed, read } = feedOf({ reads: 2 })
  const seen = vi.fn()
  feed.watch('r', seen)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen.mock.calls.map(([state]) => state.ended)).toEqual([false, true])
  expect(read).toHaveBeenCalledTimes(2)
  expect(vi.getTimerCount()).toBe(0)
})

test('nothing is read once the last watcher has gone', async () => {
  const { feed, read } = feedOf()
  const leave = [feed.watch('r', () => {}), feed.watch('r', () => {})]
  await vi.advanceTimersByTimeAsync(0)
  leave[0]?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(read).toHaveBeenCalledTimes(2)
  leave[1]?.()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(read).toHaveBeenCalledTimes(2)
})

test('a run that cannot be read ends the watch', async () => {
  const feed = liveFeed(() => Promise.reject(new Error('gone')), fakeClock())
  const seen = vi.fn()
  feed.watch('r', seen)
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.mock.calls).toEqual([[null]])
})
