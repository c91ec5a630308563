import { expect, test } from 'vitest'
import { importedLevel, runPlaces } from '../../../../src/import/run-places.ts'

const run = (settings: Record<string, string | number | null>, file = 'summary', model: string | null = 'm') => ({
  ...{ settings, model, file },
})

test('a load is the rate that was asked for, else how many were under way', () => {
  expect(importedLevel({ request_rate: 4, max_concurrency: 64 })).toEqual({ over: 'rate', value: 4 })
  expect(importedLevel({ request_rate: 'inf', max_concurrency: 64 })).toEqual({ over: 'users', value: 64 })
  expect(importedLevel({ strategy: 'constant', rate: 2.5, streams: null })).toEqual({ over: 'rate', value: 2.5 })
  expect(importedLevel({ pl: '8', pp: '128' })).toEqual({ over: 'users', value: 8 })
  expect(importedLevel({ request_rate: Infinity, max_concurrency: null })).toBeNull()
  expect(importedLevel({ request_rate: '', rate: 0 })).toBeNull()
})

test('labels name what differs; a series is what was set besides the load, and how much was sent is neither', () => {
  const places = runPlaces([
    run({ request_rate: 1, num_prompts: 60, output_len: 128 }),
    run({ request_rate: 2, num_prompts: 120, output_len: 128 }),
    run({ request_rate: 2, num_prompts: 120, output_len: 256 }),
  ])
  expect(places).toEqual([
    { label: 'request_rate=1, output_len=128', series: 'output_len=128' },
    { label: 'request_rate=2, output_len=128', series: 'output_len=128' },
    { label: 'request_rate=2, output_len=256', series: 'output_len=256' },
  ])
  expect(runPlaces([run({ rate: 1 }, 's', 'a'), run({ rate: 1 }, 's', 'b')]).map(({ series }) => series)).toEqual([
    ...['model=a', 'model=b'],
  ])
})

test('runs of one file with the same settings are repeats', () => {
  expect(runPlaces([run({ rate: 1 }), run({ rate: 1 })])).toEqual([
    { label: 'repeat 1/2', series: null },
    { label: 'repeat 2/2', series: null },
  ])
  expect(runPlaces([run({ rate: 1 }), run({ rate: 2 }), run({ rate: 1 })]).map(({ label }) => label)).toEqual([
    ...['rate=1, repeat 1/2', 'rate=2', 'rate=1, repeat 2/2'],
  ])
})

test('runs of several files that no setting tells apart go by their files, and are no repeats', () => {
  const places = runPlaces([run({ users: 4, rate: 1 }, 'in1024'), run({ users: 4, rate: 1 }, 'in8192')])
  expect(places).toEqual([
    { label: 'in1024', series: 'in1024' },
    { label: 'in8192', series: 'in8192' },
  ])
})

test('runs of several files that settings do tell apart go by those', () => {
  expect(runPlaces([run({ rate: 1 }, 'a'), run({ rate: 2 }, 'b')])).toEqual([
    { label: 'rate=1', series: null },
    { label: 'rate=2', series: null },
  ])
})
