import { expect, test } from 'vitest'
import { bestOf } from '../../../../../engine/telemetry/peaks/machine-peaks.ts'
import { watchOthers } from '../../../../../engine/telemetry/peaks/others-share.ts'
import { somePeaks } from '../../../../helpers/peaks.ts'

/** The two files of a Linux that has spent so many ticks. */
function linux(user: number, idle: number, own: number) {
  const self = `7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 ${own} 0 0 0 20 0`
  return (path: string) => (path === '/proc/stat' ? `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 2 3\n` : self)
}

test('what neither idled nor was spent here is the share of others', () => {
  let now = linux(1000, 500, 100)
  const share = watchOthers((path) => now(path))
  now = linux(1160, 540, 180) // 200 ticks passed: 40 idle, 80 our own
  expect(share()).toBe(0.4)
})

test('a machine left alone has no others, and a system without these files does not say', () => {
  let now = linux(1000, 500, 100)
  const share = watchOthers((path) => now(path))
  now = linux(1100, 600, 200)
  expect(share()).toBe(0)
  expect(
    watchOthers(() => {
      throw new Error('no such file')
    })(),
  ).toBeNull()
  expect(watchOthers(() => 'something else')()).toBeNull()
})

test('of two measurements the better figures count, and what one lacks the other has', () => {
  const slower = { ...somePeaks.allCores, readBytesPerS: 1e10, int8FlopPerS: null }
  const faster = { ...somePeaks.allCores, f32FlopPerS: 9e11 }
  const both = bestOf({ ...somePeaks, allCores: slower }, { ...somePeaks, allCores: faster, measuredAt: 'later' })
  expect(both.allCores).toEqual({ ...faster, readBytesPerS: 4e10, int8FlopPerS: 8e11 })
  expect(both.measuredAt).toBe('later')
})
