import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { arrivalFigures } from '../../../../../src/workload/inspect/arrival-figures.ts'
import { inspectSource } from '../../../../../src/workload/inspect/inspect-source.ts'
import { lengthFigures } from '../../../../../src/workload/inspect/length-figures.ts'
import { ValueCounts } from '../../../../../src/stats/value-counts.ts'
import { traceSource } from '../../../../../src/workload/sources/traces/trace-source.ts'
import { sourceOf, tracePlan } from '../../../../helpers/trace-case.ts'

test('lengths fall into powers of two, none outside the smallest and the largest', () => {
  const { bins, p50, n } = lengthFigures(ValueCounts.of([3, 4, 5, 7, 8, 31]))
  expect(bins.map(({ fromTokens, toTokens, count }) => [fromTokens, toTokens, count])).toEqual([
    [2, 3, 1],
    [4, 7, 3],
    [8, 15, 1],
    [16, 31, 1],
  ])
  expect([p50, n]).toEqual([6, 6])
})

test('even arrivals do not vary, a burst does', () => {
  const even = arrivalFigures(Float64Array.from({ length: 101 }, (_, i) => i * 0.5e9))
  expect(even).toMatchObject({ spanNs: 50e9, ratePerSecond: 101 / 50, gapCv: 0, zeroGapShare: 0, mostPerSecond: 2 })
  expect(even?.ratesPerSecond).toHaveLength(60)
  expect(even?.ratesPerSecond.reduce((sum, rate) => sum + rate * (50 / 60), 0)).toBeCloseTo(101)
  const burst = arrivalFigures(Float64Array.of(0, 0, 0, 0, 10e9))
  expect(burst).toMatchObject({ zeroGapShare: 0.75, mostPerSecond: 4 })
  expect(burst?.gapCv).toBeCloseTo(Math.sqrt(3)) // sd 4.33 s of a mean of 2.5 s
  expect(arrivalFigures(Float64Array.of(5))).toMatchObject({ ratePerSecond: null, gapCv: null, ratesPerSecond: [] })
  expect(arrivalFigures(new Float64Array(0))).toBeNull()
})

test('arrivals over thousands of years are counted without a number for each second', () => {
  expect(arrivalFigures(Float64Array.of(0, 1e9, 1.4e9, 1e20))).toMatchObject({ mostPerSecond: 2, spanNs: 1e20 })
})

const block = (input: number, ids: readonly number[]) =>
  JSON.stringify({ timestamp: 0, input_length: input, output_length: 1, hash_ids: ids })

test('sharing is what an endless cache would find, from the beginning of a prompt on', async () => {
  const text = [
    block(1024, [0, 1]),
    block(1024, [0, 1]),
    block(1024, [0, 2]),
    block(1024, [2, 1]),
    block(600, [0, 1]),
  ].join('\n')
  expect(inspectSource(await sourceOf(text)).sharing).toEqual({
    tokenShare: (1024 + 512 + 600) / 4696,
    segmentShare: 5 / 10,
    hitShare: 3 / 5,
    segments: 10,
    distinctSegments: 3,
  })
})

test('sessions are counted with their turns, pauses and growth', async () => {
  const turn = (session_id: string, turn_index: number, input_tokens: number, think_time_s: number) =>
    JSON.stringify({ session_id, turn_index, input_tokens, output_tokens: 1, think_time_s, request_arrival_delta_s: 0 })
  const text = [turn('a', 0, 100, 0), turn('a', 1, 150, 2), turn('b', 0, 10, 0), turn('a', 2, 50, 4)].join('\n')
  const { sessions, sharing, arrivals, isDrawn } = inspectSource(await sourceOf(text))
  expect(sessions).toMatchObject({
    sessions: 2,
    turns: { max: 3, mean: 2 },
    thinkNs: { n: 2, p50: 3e9 },
    growthTokens: { n: 1, max: 50 },
    shrinkingTurns: 1,
  })
  expect(sharing?.tokenShare).toBeCloseTo(100 / 310)
  expect([arrivals, isDrawn]).toEqual([null, false])
})

test('recorded prompts are counted, and those that differ', async () => {
  const text = ['a', 'b', 'a'].map((prompt) => JSON.stringify({ prompt })).join('\n')
  expect(inspectSource(await sourceOf(text)).texts).toEqual({ prompts: 3, distinct: 2 })
})

const traces = new URL('../../../../../../shared/data/traces/', import.meta.url).pathname
const published = [
  ['azure-llm-2023/AzureLLMInferenceTrace_code.csv', { rate: 2.57, gapCv: 13.15, dispersion: 13.2, most: 67 }],
  ['azure-llm-2023/AzureLLMInferenceTrace_conv.csv', { rate: 5.53, gapCv: 1.09, dispersion: 1.39, most: 16 }],
  ['aibrix/8min_up_and_down.jsonl.gz', { rate: 4.44, gapCv: 1.81, distinct: 1910 }],
  ['aibrix/5s.jsonl', { rate: 40.8, gapCv: 0.97, distinct: 195 }],
  ['llmservingsim/sharegpt-llama-3.1-8b-300-sps10.jsonl.gz', { rate: 10.3, gapCv: 0.94, segments: 0.077 }],
  [
    'mooncake/synthetic_trace.jsonl.gz',
    { rate: 3.91, gapCv: 1.01, tokens: 0.651, segments: 0.64, hits: 0.446, ids: 43_924 },
  ],
  ['mooncake/conversation_trace.jsonl.gz', { rate: 3.4, gapCv: 3.03, tokens: 0.374, segments: 0.366, ids: 182_790 }],
] as const

for (const [file, figures] of published) {
  const path = `${traces}${file}`
  test.skipIf(!existsSync(path))(`${file} arrives and shares as published (needs ../shared/data/traces)`, async () => {
    const { arrivals, sharing, texts } = inspectSource(await traceSource(tracePlan(path)))
    const got: Record<string, number | null | undefined> = {
      ...{ rate: arrivals?.ratePerSecond, gapCv: arrivals?.gapCv, dispersion: arrivals?.perSecondDispersion },
      ...{ most: arrivals?.mostPerSecond, distinct: texts?.distinct, ids: sharing?.distinctSegments },
      ...{ tokens: sharing?.tokenShare, segments: sharing?.segmentShare, hits: sharing?.hitShare },
    }
    for (const [name, value] of Object.entries(figures)) {
      const digits = String(value).replace('.', '').length
      expect(Number(got[name]?.toPrecision(digits)), name).toBeCloseTo(value, 2)
    }
  })
}
