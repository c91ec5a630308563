import { afterEach, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { type Pacer, startPacer } from '../../../src/load/pacing/pacer.ts'
import { openPacer } from '../../../src/load/pacing/open-pacer.ts'
import { TimerPacer } from '../../../src/load/pacing/timer-pacer.ts'
import { quantileOf } from '../../../src/selftest/against-log.ts'

const clock = processClock()
let pacer: Pacer
const probes: number[] = []
const onProbe = (delayNs: number) => void probes.push(delayNs)
const start = async () => {
  pacer = await startPacer(clock, onProbe)
}
const startWithoutThread = async () => {
  pacer = new TimerPacer(clock, onProbe)
}
const either = [
  ['a thread', start],
  ['timers', startWithoutThread],
] as const
afterEach(() => pacer.close())

/** Runs calls at these times from now; resolves with how late each was, in the order they ran. */
async function lateness(delaysNs: readonly number[]): Promise<{ order: number[]; lateNs: number[] }> {
  const order: number[] = []
  const lateNs: number[] = []
  const from = clock.nowNs()
  await Promise.all(
    delaysNs.map(
      (delayNs, i) =>
        new Promise<void>((resolve) => {
          pacer.callAt(from + delayNs, () => {
            lateNs.push(clock.nowNs() - from - delayNs)
            order.push(i)
            resolve()
          })
        }),
    ),
  )
  return { order, lateNs }
}

test('without a thread calls run after their times, never before', async () => {
  await startWithoutThread()
  const { lateNs } = await lateness(Array.from({ length: 80 }, (_, i) => 20e6 + i * 1.3e6))
  expect(Math.min(...lateNs)).toBeGreaterThanOrEqual(0)
})

test('a load whose client sends when it is due has no thread for pacing, others and sessions under a limit have', async () => {
  const opened = async (client: object, arrival: object, more: object = {}) => {
    const input = { clock, client, plan: { arrival }, schedule: { requests: [], ...more } }
    pacer = await openPacer(input as unknown as Parameters<typeof openPacer>[0], onProbe)
    await pacer.close()
    return pacer instanceof TimerPacer ? 'timers' : 'a thread'
  }
  const ahead = { sendAt: () => {} }
  const [poisson, limited] = [{ process: 'poisson' }, { process: 'poisson', maxInFlight: 3 }]
  expect(await opened(ahead, { process: 'concurrency', users: 3 })).toBe('timers')
  expect(await opened(ahead, poisson, { sessions: [] })).toBe('timers')
  expect(await opened(ahead, limited)).toBe('timers')
  expect(await opened(ahead, limited, { sessions: [] })).toBe('a thread')
  expect(await opened({}, poisson)).toBe('a thread')
})

test('calls run at their times, never before', async () => {
  await start()
  const { lateNs } = await lateness(Array.from({ length: 80 }, (_, i) => 20e6 + i * 7.3e6))
  expect(Math.min(...lateNs)).toBeGreaterThanOrEqual(0)
  // Generous for cores that others use; a bare timer is at 0.6 ms here even on idle ones.
  expect(quantileOf(lateNs, 0.5)).toBeLessThan(1e6)
})

test('calls run in the order of their times, however they were added', async () => {
  await start()
  const { order } = await lateness([60e6, 20e6, 40e6, 20e6, 0, -5e6])
  expect(order).toEqual([5, 4, 1, 3, 2, 0])
})

test('a nearer call that is added later is not kept waiting', async () => {
  await start()
  const far = new Promise<number>((resolve) => pacer.callAt(clock.nowNs() + 400e6, () => resolve(clock.nowNs())))
  await new Promise((resolve) => setTimeout(resolve, 30))
  const { lateNs } = await lateness([50e6])
  expect(lateNs[0]).toBeLessThan(200e6)
  expect(await far).toBeGreaterThan(0)
})

test('calls that fell due while this thread was busy all run, at once', async () => {
  await start()
  const calls = lateness([10e6, 20e6, 30e6, 40e6])
  const until = clock.nowNs() + 120e6
  while (clock.nowNs() < until);
  const { order, lateNs } = await calls
  expect(order).toEqual([0, 1, 2, 3])
  expect(Math.min(...lateNs)).toBeGreaterThan(70e6)
})

test.each(either)('%s: probes tell of a busy event loop', async (_, begin) => {
  await begin()
  await new Promise((resolve) => setTimeout(resolve, 100))
  probes.length = 0
  const until = clock.nowNs() + 150e6
  while (clock.nowNs() < until);
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(Math.max(...probes)).toBeGreaterThan(100e6)
})

test.each(either)(
  '%s: calls about a time run without a wish for the exact one, and a time that has passed is now',
  async (_, begin) => {
    await begin()
    const from = clock.nowNs()
    const ranAt = (at: number) => new Promise<number>((resolve) => pacer.callAbout(at, () => resolve(clock.nowNs())))
    const [past, later] = await Promise.all([ranAt(from - 5e9), ranAt(from + 60e6)])
    expect(later - from).toBeGreaterThan(50e6)
    expect(past).toBeLessThan(later)
    expect(pacer.nextAt).toBe(Number.POSITIVE_INFINITY)
  },
)

test.each(either)('%s: cleared calls do not run', async (_, begin) => {
  await begin()
  let ran = 0
  pacer.callAbout(clock.nowNs() + 20e6, () => ran++)
  pacer.callAt(clock.nowNs() + 20e6, () => ran++)
  pacer.clear()
  expect(pacer.nextAt).toBe(Number.POSITIVE_INFINITY)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(ran).toBe(0)
})
