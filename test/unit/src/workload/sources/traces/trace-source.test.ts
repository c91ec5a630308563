import { expect, test } from 'vitest'
import { seededRng } from '../../../../../../src/core/rng.ts'
import type { TracePlan } from '../../../../../../src/workload/run-plan.ts'
import { refusalOf, sourceOf } from '../../../../../helpers/trace-case.ts'

const csv = `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:00:00,10,1
2023-11-16 18:00:01,20,2
2023-11-16 18:00:02,30,0
2023-11-16 18:00:03,40,4
`
const inputs = async (over: Partial<TracePlan>) =>
  [...((await sourceOf(csv, 'a.csv', over)).rows ?? [])].map(({ inputTokens }) => inputTokens)

test('skip and take choose rows by their place', async () => {
  expect(await inputs({})).toEqual([10, 20, 30, 40])
  expect(await inputs({ skip: 1, take: 2 })).toEqual([20, 30])
  expect(await inputs({ skip: 3, take: 100 })).toEqual([40])
})

test('a row of no tokens is asked for with one, and the run is told', async () => {
  const source = await sourceOf(csv)
  expect(source.rows?.get(2)).toEqual({ inputTokens: 30, outputTokens: 1, timestampNs: 2e9 })
  expect(source.notes).toEqual(['a.csv: 1 rows had 0 tokens in or out and are asked for with 1'])
  expect((await sourceOf(csv, 'a.csv', { take: 2 })).notes).toEqual([])
})

test('the largest row is known', async () => {
  expect((await sourceOf(csv)).largestTokens).toBe(44)
})

test('draws are rows of the trace', async () => {
  const source = await sourceOf(csv)
  const rng = seededRng(1)
  const drawn = new Set(Array.from({ length: 200 }, () => source.draw(rng).inputTokens))
  expect([...drawn].sort()).toEqual([10, 20, 30, 40])
})

test('the fingerprint is that of the whole content, whatever its name and the rows chosen', async () => {
  const { fingerprint } = await sourceOf(csv)
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect((await sourceOf(csv, 'b.csv', { take: 1 })).fingerprint).toBe(fingerprint)
  expect((await sourceOf(csv.replace('40,4', '40,5'), 'a.csv', { take: 1 })).fingerprint).not.toBe(fingerprint)
})

test('a trace that is left empty says by what', async () => {
  expect(await refusalOf(csv, 'a.csv', { skip: 4 })).toMatchObject({
    code: 'source.empty',
    message: 'a.csv: expected at least one request, got 4 rows, of which skip leaves out 4',
  })
  expect(await refusalOf(csv.split('\n', 1)[0] as string)).toMatchObject({
    code: 'source.empty',
    message: 'a.csv: expected at least one request, got none',
  })
  expect(await refusalOf('')).toMatchObject({ code: 'source.empty' })
  expect(
    await refusalOf('TIMESTAMP,ContextTokens,GeneratedTokens\nx,1,1', 'a.csv', { skipBadRows: true }),
  ).toMatchObject({
    message: 'a.csv: expected at least one request, got none that can be read (1 cannot)',
  })
})

test('a trace of another format than the one named is recognised', async () => {
  expect(await refusalOf(csv, 'a.csv', { format: 'mooncake' })).toMatchObject({
    code: 'source.unreadable',
    message: 'a.csv: expected mooncake, got what looks like azure',
    hint: 'set format: azure beside trace, or leave it out',
  })
})

test('rows out of order are put in order of time, which is said', async () => {
  const source = await sourceOf(
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:02,2,1\n2023-11-16 18:00:01,1,1\n',
  )
  expect([...(source.rows ?? [])]).toEqual([
    { inputTokens: 1, outputTokens: 1, timestampNs: 0 },
    { inputTokens: 2, outputTokens: 1, timestampNs: 1e9 },
  ])
  expect(source.notes).toEqual([
    'a.csv: 1 rows were earlier than a row above them (by up to 1 s): all were put in order of time',
  ])
})

test('one bad row ends the reading with its place, several with their number', async () => {
  const bad = csv.replace('20,2', '-20,2')
  expect(await refusalOf(bad)).toMatchObject({
    code: 'source.unreadable',
    message: 'a.csv:3:21 ContextTokens: expected a whole number of tokens, got "-20"',
    hint: '--skip-bad-rows leaves the row out and counts it in the run',
  })
  expect(await refusalOf(bad.replace('40,4', '40,4.5'))).toMatchObject({
    message: [
      'a.csv:3:21 ContextTokens: expected a whole number of tokens, got "-20"',
      'a.csv: 2 of 4 rows cannot be read; the first is the one above',
    ].join('\n'),
    hint: '--skip-bad-rows leaves the 2 rows out and counts them in the run',
  })
})

test('bad rows are left out and counted where that is wanted', async () => {
  const source = await sourceOf(csv.replace('20,2', '-20,2'), 'a.csv', { skipBadRows: true })
  expect([...(source.rows ?? [])].map(({ inputTokens }) => inputTokens)).toEqual([10, 30, 40])
  expect(source.notes[0]).toBe('a.csv: 1 of 4 rows could not be read and were left out')
})
