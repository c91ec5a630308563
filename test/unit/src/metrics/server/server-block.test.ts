import { expect, test } from 'vitest'
import type { ServerSample } from '../../../../../src/core/server/server-sample.ts'
import { serverBlock } from '../../../../../src/metrics/server/server-block.ts'
import { summarize } from '../../../../../src/metrics/summarize.ts'
import { answered, runHeader } from '../../../../helpers/build-record.ts'

const sample = (at: number, fields: Partial<ServerSample> = {}): ServerSample => ({
  ...{ at, running: null, waiting: null, kvUsedShare: null, preemptions: null, cachedTokens: null },
  ...{ promptTokens: null, generatedTokens: null },
  ...fields,
})
const window = { startAt: 10, endAt: 40 }

test('levels are averaged and counters subtracted over the window alone', () => {
  const samples = [
    sample(5, { running: 100, preemptions: 1 }),
    sample(10, { running: 2, preemptions: 4 }),
    sample(20, { running: 4, preemptions: 4 }),
    sample(40, { running: 6, preemptions: 9 }),
    sample(41, { running: 100, preemptions: 100 }),
  ]
  expect(serverBlock(samples, window)).toEqual({
    ...{
      samples: 3,
      running: { mean: 4, max: 6 },
      waiting: null,
      kvUsedShare: null,
      preemptions: 5,
      cachedTokens: null,
      promptTokens: null,
      generatedTokens: null,
    },
  })
})

test('one reading counts nothing, none in the window are no block', () => {
  expect(serverBlock([sample(20, { preemptions: 4 })], window)?.preemptions).toBeNull()
  expect(serverBlock([sample(5)], window)).toBeNull()
})

test('where usage does not tell what was cached, the server’s own counter shows a contaminated cache', () => {
  const records = Array.from({ length: 20 }, (_, i) => answered({ scheduledMs: i }, { index: i, inputTokens: 100 }))
  const reason = (cachedTokens: number) =>
    summarize(runHeader(), records, null, [
      sample(1e9, { cachedTokens: 50 }),
      sample(2e9, { cachedTokens: 50 + cachedTokens }),
    ]).reasons.find(({ code }) => code === 'prefix-cache')
  expect(reason(1500)?.message).toMatch(/75 % of their tokens \(1500 of 2000\) came from a prefix cache/)
  expect(reason(100)).toBeUndefined()
})
