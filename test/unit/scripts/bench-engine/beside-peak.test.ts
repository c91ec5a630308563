import { expect, test } from 'vitest'
import { besidePeak } from '../../../../scripts/bench-engine/sampling/beside-peak.ts'
import { createPeakLog } from '../../../../scripts/bench-engine/sampling/peak-log.ts'
import type { Child } from '../../../../scripts/bench-engine/runners/child.ts'

/** A machine whose rates are 10, 20, 30 ... of one unit at each question. */
function risingMachine() {
  const clock = { ns: 0 }
  let asked = 0
  const child = {
    async ask() {
      asked++
      const rates = (unit: number) => ({ int8: asked * unit, bf16: null, f32: asked * unit, read: asked * unit })
      return { ...rates(1000), sustained: rates(10) }
    },
  } as unknown as Child
  const log = createPeakLog(
    async () => child,
    () => clock.ns,
  )
  return { clock, log, asked: () => asked }
}
const reached = (flopsPerSecond: number, bytesPerSecond: number) => ({
  ...{ rate: 1, othersShare: 0, flopsPerSecond, bytesPerSecond, overheadShare: null },
})

test('a share is of the mean of what was sustained before and after', async () => {
  const { clock, log } = risingMachine()
  const sample = await besidePeak('int8', log, async () => {
    clock.ns += 1e9
    return reached(12, 3)
  })
  expect(sample.beside).toEqual({ reached: 12, ceiling: 15, share: 0.8, ofFastest: 0.008 })
})

test('two samples in a row share the peak between them', async () => {
  const { clock, log, asked } = risingMachine()
  const work = async () => {
    clock.ns += 1e9
    return reached(0, 10)
  }
  await besidePeak('read', log, work)
  expect((await besidePeak('read', log, work)).beside).toEqual({
    reached: 10,
    ceiling: 25,
    share: 0.4,
    ofFastest: 0.004,
  })
  expect(asked()).toBe(3)
})

test('without the instruction there is no share', async () => {
  const { log } = risingMachine()
  expect(await besidePeak('bf16', log, async () => reached(5, 5))).toEqual(reached(5, 5))
})
