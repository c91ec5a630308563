import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { describeProcess, isGone } from '../../../../src/store/writer-process.ts'

const mine = describeProcess()

test('this process is not gone', () => {
  expect(mine).toMatchObject({ host: hostname(), pid: process.pid })
  expect(mine.started).not.toBeNull()
  expect(isGone(mine)).toBe(false)
})

test('a process id that another process has by now is gone', () => {
  expect(isGone({ ...mine, started: 'long ago' })).toBe(true)
})

test('a process of an earlier boot is gone', () => {
  expect(isGone({ ...mine, boot: 'an earlier one' })).toBe(true)
})

test('a process that does not exist is gone', () => {
  expect(isGone({ ...mine, pid: 2 ** 22 + 1 })).toBe(true)
})

test('of another machine or container nothing is known', () => {
  expect(isGone({ ...mine, host: 'elsewhere', boot: 'other' })).toBe(false)
  expect(isGone({ ...mine, namespace: 'pid:[1]', started: 'long ago' })).toBe(false)
})
