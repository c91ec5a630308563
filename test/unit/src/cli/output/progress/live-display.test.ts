import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressLines } from '../../../../../../src/cli/output/progress/progress-lines.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { openLiveDisplay } from '../../../../../../src/cli/output/progress/live-display.ts'
import { msToNs, sToNs } from '../../../../../../src/core/units.ts'
import type { LoadProgress } from '../../../../../../src/load/run-load.ts'
import { type TestIo, testIo } from '../../../../../helpers/test-io.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const progress = (change: Partial<LoadProgress> = {}): LoadProgress => ({
  ...{
    elapsedNs: sToNs(12.4),
    totalNs: sToNs(60),
    planned: 240,
    sent: 48,
    inFlight: 3,
    completed: 44,
    failed: 1,
    cancelled: 0,
  },
  ...{ sendRatePerSecond: 4.02, ttftNs: { p50: msToNs(48.1), p99: msToNs(120) }, tpotNs: null },
  ...change,
})

function pass(io: TestIo, seconds: number): void {
  for (let tick = 0; tick < seconds * 10; tick++) {
    io.clock.advance(sToNs(0.1))
    vi.advanceTimersByTime(100)
  }
}

test('without a terminal a step is a plain line at once, and again every ten seconds with its detail', async () => {
  const io = testIo()
  io.clock.advance(sToNs(100))
  const display = await openLiveDisplay(io, false)
  display.stage('writing prompts')
  display.detail('7 of 500')
  pass(io, 25)
  display.close()
  pass(io, 25)
  expect(io.written).toEqual({
    stdout: '',
    stderr: 'writing prompts…\nwriting prompts… 7 of 500 10 s\nwriting prompts… 7 of 500 20 s\n',
  })
})

test('without a terminal the load is one plain line every ten seconds', async () => {
  const io = testIo()
  const display = await openLiveDisplay(io, false)
  display.load(() => progress())
  pass(io, 11)
  display.close()
  const line = '12 s / 1m00s: 48/240 sent, 3 in flight, 44 done, 1 failed, 4.02/s; TTFT p50 48.1 p99 120 ms   TPOT -\n'
  expect(io.written.stderr).toBe(line + line)
})

test('on a terminal the block is redrawn in place and gone after closing', async () => {
  const io = testIo({ terminal: 100 })
  const display = await openLiveDisplay(io, false)
  display.stage('starting the engine')
  pass(io, 3)
  expect(io.written.stderr).toContain('starting the engine… 3 s')
  display.load(() => progress())
  pass(io, 1)
  expect(io.written.stderr).toMatch(/48\/240 sent, 3 in flight, 44 done/)
  expect(io.written.stderr).toMatch(/TTFT p50 48.1 p99 120 ms/)
  display.close()
  const { length } = io.written.stderr
  pass(io, 5)
  expect(io.written.stderr.length).toBe(length)
  expect(io.written.stdout).toBe('')
})

test('the first Ctrl-C says what happens now and what a second one does', async () => {
  const stop = new AbortController()
  const io = testIo({ terminal: 100, stop: stop.signal })
  const display = await openLiveDisplay(io, false)
  display.load(() => progress())
  expect(io.written.stderr).not.toContain('Ctrl-C')
  stop.abort()
  pass(io, 1)
  expect(io.written.stderr).toContain('stopping: waiting for what is in flight; Ctrl-C again ends at once')
  display.close()
})

test('without a terminal the first Ctrl-C is answered by a line as well, once', async () => {
  const stop = new AbortController()
  const io = testIo({ stop: stop.signal })
  const display = await openLiveDisplay(io, false)
  stop.abort()
  display.close()
  expect(io.written.stderr).toBe('stopping: waiting for what is in flight; Ctrl-C again ends at once\n')
})

test('notes stay on the screen', async () => {
  const plain = testIo()
  const display = await openLiveDisplay(plain, false)
  display.note('lengths scaled by 0.25')
  display.close()
  expect(plain.written.stderr).toBe('note: lengths scaled by 0.25\n')
  const terminal = testIo({ terminal: 100, env: { NO_COLOR: '1' } })
  const live = await openLiveDisplay(terminal, false)
  live.note('lengths scaled by 0.25')
  live.close()
  expect(terminal.written.stderr).toContain('note: lengths scaled by 0.25\n')
})

test('quiet shows nothing at all', async () => {
  const io = testIo({ terminal: 100 })
  const display = await openLiveDisplay(io, true)
  display.stage('x')
  display.note('y')
  display.load(() => progress())
  pass(io, 30)
  display.close()
  expect(io.written.stderr).toBe('')
})

test('a load without a known end shows a count and no bar that pretends', async () => {
  const io = testIo({ terminal: 100, env: { NO_COLOR: '1' } })
  const display = await openLiveDisplay(io, false)
  display.load(() => progress({ totalNs: null, planned: null, failed: 0 }))
  pass(io, 1)
  display.close()
  expect(io.written.stderr).toContain('48 sent')
  expect(io.written.stderr).not.toContain('=')
})

test.each([80, 60, 40])('the first line of the block fits %d columns, for it gives up its bar', async (columns) => {
  const io = testIo({ terminal: columns })
  const text = progressLines(progress(), textStyle(io.stderr, { NO_COLOR: '1' }))[0] as string
  expect(text).toContain('12 s / 1m00s  48/240 sent, 3 in flight, 44 done, 1 failed  4.02/s')
  if (columns >= 80) expect(text).toMatch(/^\[=+ +\] /)
  expect(text.length).toBeLessThanOrEqual(Math.max(columns, 66))
})
