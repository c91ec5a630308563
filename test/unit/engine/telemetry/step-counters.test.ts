import { expect, test } from 'vitest'
import { histogramOver, histogramSlots } from '../../../../engine/telemetry/histogram.ts'
import { stepCounterMemory, stepCountersIn } from '../../../../engine/telemetry/step-counters.ts'

test('two views of the same memory count together, and counters do not touch each other or the histogram', () => {
  const memory = stepCounterMemory()
  const [writer, reader] = [stepCountersIn(memory), stepCountersIn(memory)]
  writer.add('steps', 2)
  writer.set('blocksUsed', 7)
  writer.stepSeconds.record(0.003)
  expect([reader.get('steps'), reader.get('blocksUsed'), reader.get('waiting')]).toEqual([2, 7, 0])
  expect(reader.stepSeconds.counts().reduce((sum, count) => sum + count)).toBe(1)
  expect(reader.stepSeconds.sumSeconds()).toBe(0.003)
})

test('a value on a bound falls into its bucket, one above all into the last', () => {
  const bounds = [1, 2]
  const histogram = histogramOver(new Float64Array(histogramSlots(bounds)), bounds)
  for (const value of [0.5, 1, 1.5, 2, 2.5, 100]) histogram.record(value)
  expect(histogram.counts()).toEqual([2, 2, 2])
  expect(histogram.sumSeconds()).toBe(107.5)
})
