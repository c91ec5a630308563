import { expect, test } from 'vitest'
import { type Entry, flushMs, flushRecords, writeBuffer } from '../../../../src/store/write-buffer.ts'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { answered } from '../../../helpers/build-record.ts'

const record = (index: number) => answered({}, { index })

/** A buffer over a disk and a timer that a test drives. */
function bench() {
  const disk: number[][] = []
  const timers: { ms: number; fire: () => void; off: boolean }[] = []
  const state = { full: false }
  const buffer = writeBuffer(
    (entries: readonly Entry<RequestRecord>[]) => {
      if (state.full) throw new Error('full')
      disk.push(entries.map(([, { index }]) => index))
    },
    (fire, ms) => {
      const timer = { ms, fire, off: false }
      timers.push(timer)
      return () => {
        timer.off = true
      }
    },
  )
  return {
    disk,
    timers,
    state,
    buffer,
    tick: () =>
      timers
        .filter(({ off }) => !off)
        .at(-1)
        ?.fire(),
  }
}

test('records wait for the timer, which starts with the first of them', () => {
  const { buffer, disk, timers, tick } = bench()
  for (let i = 0; i < 5; i++) buffer.add('r', record(i))
  expect(timers).toMatchObject([{ ms: flushMs, off: false }])
  expect(disk).toEqual([])
  tick()
  expect(disk).toEqual([[0, 1, 2, 3, 4]])
  expect(flushMs).toBeLessThanOrEqual(500)
})

test('a full batch is committed at once and calls the timer off', () => {
  const { buffer, disk, timers } = bench()
  for (let i = 0; i < flushRecords; i++) buffer.add('r', record(i))
  expect(disk).toHaveLength(1)
  expect(timers).toMatchObject([{ off: true }])
})

test('after a commit the next record starts a new timer', () => {
  const { buffer, disk, timers, tick } = bench()
  buffer.add('r', record(0))
  tick()
  buffer.add('r', record(1))
  expect(timers).toHaveLength(2)
  tick()
  expect(disk).toEqual([[0], [1]])
})

test('a commit that fails inside the timer is thrown by the next call, and its records are kept', () => {
  const { buffer, disk, state, tick } = bench()
  buffer.add('r', record(0))
  state.full = true
  expect(tick).not.toThrow()
  expect(() => buffer.add('r', record(1))).toThrow('full')
  expect(() => buffer.flush()).toThrow('full')
  state.full = false
  buffer.flush()
  expect(disk).toEqual([[0]])
})

test('nothing waiting commits nothing', () => {
  const { buffer, disk } = bench()
  buffer.flush()
  expect(disk).toEqual([])
})
