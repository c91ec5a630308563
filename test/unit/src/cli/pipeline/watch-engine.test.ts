import { expect, test } from 'vitest'
import { watchEngine } from '../../../../../src/cli/pipeline/watch-engine.ts'
import type { EngineWork } from '../../../../../src/core/engine-work.ts'
import { sampleWork } from '../../../../helpers/engine-work.ts'

const { signal } = new AbortController()

/** An engine that has done `steps` prefill steps at each reading. */
function engine(...readings: readonly (number | null)[]) {
  let at = 0
  return {
    readWork: async (): Promise<EngineWork | null> => {
      const steps = readings[at++] ?? null
      if (steps === null) return null
      return { ...sampleWork, phases: { ...sampleWork.phases, prefill: { ...sampleWork.phases.prefill, steps } } }
    },
    get asked() {
      return at
    },
  }
}

test('the work of a run is that between the opening of its window and its end', async () => {
  const watch = watchEngine(engine(3, 10), signal)
  void watch.open()
  expect((await watch.close())?.phases.prefill.steps).toBe(7)
})

test('an opened window has been read, and opens once', async () => {
  const counted = engine(3, 10, 20)
  const watch = watchEngine(counted, signal)
  await watch.open()
  expect(counted.asked).toBe(1)
  await watch.open()
  expect((await watch.close())?.phases.prefill.steps).toBe(7)
})

test.each([
  ['the first reading fails', [null, 10]],
  ['the second reading fails', [3, null]],
] as const)('where %s there is no work', async (_what, readings) => {
  const watch = watchEngine(engine(...readings), signal)
  void watch.open()
  expect(await watch.close()).toBeNull()
})

test('a window that never opened, an endpoint and a run ended at once ask nothing', async () => {
  const idle = engine(1, 2)
  expect(await watchEngine(idle, signal).close()).toBeNull()
  const endpoint = watchEngine({ readWork: null }, signal)
  await endpoint.open()
  expect(await endpoint.close()).toBeNull()
  expect(idle.asked).toBe(0)
  const ended = engine(1, 2)
  const watch = watchEngine(ended, AbortSignal.abort())
  void watch.open()
  expect([await watch.close(), ended.asked]).toEqual([null, 1])
})
