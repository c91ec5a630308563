import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArrival } from '../../../../../src/workload/arrivals/read-arrival.ts'
import type { RunPlan } from '../../../../../src/workload/run-plan.ts'
import { buildSchedule } from '../../../../../src/workload/schedule.ts'
import { openSource } from '../../../../../src/workload/sources/open-source.ts'
import { temporaryFolder } from '../../../../helpers/temporary-folder.ts'
import { planOf } from '../../../../helpers/workload-case.ts'

const lengths = 'requests: {source: {synthetic: {input: 10, output: 5}}}\n'

async function scheduled(plan: RunPlan) {
  const source = await openSource(plan.requests.source)
  const { requests, ...rest } = buildSchedule(plan, new Map([['default', source]]), null)
  return { ...rest, requests: [...requests] }
}

function folderWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const read = async (arrival: string, more = '') =>
    readArrival(planOf(`${lengths}arrival: ${arrival}\n${more}`, [], join(folder, 'w.yaml')))
  return { folder, read }
}

test('the rates of a file are replayed, end the run, and stand in the plan', async () => {
  const { folder, read } = folderWith({ 'rates.csv': 'seconds,rate\n0,2\n10,0\n20,10\n' })
  const plan = await read('{process: constant, shape: {replay: {file: rates.csv}}}')
  expect(plan.durationNs).toBeNull()
  expect(plan.arrival).toEqual({
    process: 'constant',
    ratePerSecond: 4,
    shape: {
      kind: 'rates',
      path: join(folder, 'rates.csv'),
      rates: [
        [10e9, 2],
        [10e9, 0],
        [10e9, 10],
      ],
    },
  })
  const times = (await scheduled(plan)).requests.map(({ scheduledAt }) => (scheduledAt as number) / 1e9)
  expect(times.filter((at) => at <= 10).length).toBe(21) // the first at 0, as every even process
  expect(times.filter((at) => at > 10 && at <= 20)).toEqual([])
  expect(times.filter((at) => at > 20).length).toBe(100)
})

test('speedup shortens and raises them, a rate is what their mean becomes', async () => {
  const { read } = folderWith({ 'rates.csv': 'seconds,rate\n0,2\n10,4\n' })
  const shapeOf = async (arrival: string) => {
    const { arrival: done } = await read(arrival)
    return done.process === 'poisson' && done.shape?.kind === 'rates' ? done.shape.rates : null
  }
  expect(await shapeOf('{shape: {replay: {file: rates.csv, speedup: 2}}}')).toEqual([
    [5e9, 4],
    [5e9, 8],
  ])
  expect(await shapeOf('{rate: 30/s, shape: {replay: {file: rates.csv}}}')).toEqual([
    [10e9, 20],
    [10e9, 40],
  ])
  expect(await shapeOf('{rate: 30/s, shape: {replay: {file: rates.csv, speedup: 10}}}')).toEqual([
    [1e9, 20],
    [1e9, 40],
  ])
})

test('a duration beyond the rates is told, a shorter one cuts them', async () => {
  const { read } = folderWith({ 'rates.csv': 'seconds,rate\n0,2\n10,4\n' })
  const arrival = '{process: constant, shape: {replay: {file: rates.csv}}}'
  expect((await scheduled(await read(arrival, 'duration: 60s\n'))).notes).toEqual([
    'the replayed rates end 20 s into the run, before its planned end at 60 s',
  ])
  const cut = await scheduled(await read(arrival, 'duration: 5s\n'))
  expect(cut.requests).toHaveLength(10)
  expect(cut.notes).toEqual([])
})

test("a trace's requests are counted and come again with other prompts, as many in each span", async () => {
  const rows = Array.from({ length: 400 }, (_, i) => `${(i ** 2 / 1600).toFixed(3)},999,999`)
  const { read } = folderWith({ 'trace.csv': ['arrived_at,num_prefill_tokens,num_decode_tokens', ...rows].join('\n') })
  const plan = await read('{process: constant, shape: {replay: {trace: trace.csv, every: 5s}}}')
  const { requests } = await scheduled(plan)
  expect(Math.abs(requests.length - 400)).toBeLessThanOrEqual(1)
  expect(new Set(requests.map(({ inputTokens }) => inputTokens))).toEqual(new Set([10]))
  const counts = (times: readonly number[]) =>
    Array.from({ length: 20 }, (_, i) => times.filter((at) => at >= 5 * i && at < 5 * (i + 1)).length)
  const [wanted, got] = [
    counts(rows.map((row) => Number(row.split(',')[0]))),
    counts(requests.map(({ scheduledAt }) => (scheduledAt as number) / 1e9)),
  ]
  for (const [i, count] of wanted.entries()) expect(Math.abs((got[i] ?? 0) - count)).toBeLessThanOrEqual(1)
})

test('a trace without times has no rate to replay', async () => {
  const { read } = folderWith({ 'lengths.csv': 'input_tokens,output_tokens\n1,2\n3,4' })
  await expect(read('{shape: {replay: {trace: lengths.csv}}}')).rejects.toThrow(
    /lengths\.csv: expected times whose rate can be replayed, got rows without/,
  )
})

test('a trace that is out of order has the rates of one in order, and rows left out are told of', async () => {
  const [head, bad] = ['arrived_at,num_prefill_tokens,num_decode_tokens', 'soon,1,1']
  const times = [7, 3, 12, 3.5, 29, 14]
  const table = (all: readonly (number | string)[]) =>
    [head, ...all.map((at) => (typeof at === 'string' ? at : `${at},9,9`))].join('\n')
  const { folder, read } = folderWith({
    'mixed.csv': table([...times, bad]),
    'sorted.csv': table([...times].sort((a, b) => a - b)),
  })
  const shapeOf = async (replay: string) => {
    const { arrival } = await read(`{shape: {replay: ${replay}}}`)
    return arrival.process === 'poisson' && arrival.shape?.kind === 'rates' ? arrival.shape : null
  }
  const mixed = await shapeOf('{trace: mixed.csv, every: 5s, skipBadRows: true}')
  expect(mixed?.rates).toEqual((await shapeOf('{trace: sorted.csv, every: 5s}'))?.rates)
  expect(mixed?.rates[0]).toEqual([5e9, 3 / 5])
  expect(mixed?.notes).toEqual([`${join(folder, 'mixed.csv')}: 1 of 7 rows could not be read and were left out`])
  await expect(shapeOf('{trace: mixed.csv, every: 5s}')).rejects.toThrow(/mixed\.csv:8:1 arrived_at: expected a time/)
})

test('the pauses of a trace become quantiles, cut at the maximum', async () => {
  const row = (turn: number, think: number) =>
    JSON.stringify({
      session_id: 's',
      turn_index: turn,
      input_tokens: 9,
      output_tokens: 1,
      think_time_s: think,
      request_arrival_delta_s: turn,
    })
  const { read } = folderWith({
    's.jsonl': Array.from({ length: 102 }, (_, i) => row(i, i - 1 < 0 ? 0 : i - 1)).join('\n'),
  })
  const plan = await read(
    '{process: concurrency, users: 2, thinkTime: {trace: {file: s.jsonl, max: 80s}}}',
    'count: 500',
  )
  const pauses = (await scheduled(plan)).requests.map(({ pauseNs }) => (pauseNs as number) / 1e9)
  const { arrival } = plan
  expect(arrival).toMatchObject({ thinkTimeNs: 0, thinkTime: { kind: 'quantiles' } })
  expect(
    arrival.process === 'concurrency' &&
      arrival.thinkTime?.kind === 'quantiles' &&
      arrival.thinkTime.points.find(([share]) => share === 0.5),
  ).toEqual([0.5, 50e9])
  expect(Math.max(...pauses)).toBeLessThanOrEqual(80)
  expect(pauses.filter((pause) => pause < 50).length / pauses.length).toBeCloseTo(0.5, 1)
})

test('a trace without pauses says what would do', async () => {
  const { read } = folderWith({ 'lengths.csv': 'input_tokens,output_tokens\n1,2\n3,4' })
  await expect(read('{process: concurrency, thinkTime: {trace: {file: lengths.csv}}}', 'count: 5')).rejects.toThrow(
    /lengths\.csv: expected sessions that tell how long their users paused, got none/,
  )
})

test('other pauses send the same requests, and the same seed the same pauses', async () => {
  const { read } = folderWith({})
  const of = async (thinkTime: string) =>
    (await scheduled(await read(`{process: concurrency, thinkTime: ${thinkTime}}`, 'count: 50'))).requests
  const [one, again, fixed] = [
    await of('{exponential: {mean: 1s}}'),
    await of('{exponential: {mean: 1s}}'),
    await of('3s'),
  ]
  expect(again).toEqual(one)
  expect(new Set(one.map(({ pauseNs }) => pauseNs)).size).toBe(50)
  expect(one.map(({ pauseNs: _, ...rest }) => rest)).toEqual(fixed)
})
