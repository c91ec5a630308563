import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gammaFunction } from '../../../../../../src/workload/sources/servegen/client-requests.ts'
import { pmfOf, readServeGen } from '../../../../../../src/workload/sources/servegen/read-clients.ts'
import { openSource } from '../../../../../../src/workload/sources/open-source.ts'
import { inspectSource } from '../../../../../../src/workload/inspect/inspect-source.ts'
import { lengthMixture, quantileOf } from '../../../../../../scripts/fit/length-mixture.ts'
import { tracePlan } from '../../../../../helpers/trace-case.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-servegen-'))
writeFileSync(
  join(folder, 'chunk-1-trace.csv'),
  '0,20,1,Gamma,4,0.0125\r\n600,0,0,,0,0\r\n1200,5,1,Weibull,0.5,0.1\r\n1800,2,1,,0,0\r\n',
)
writeFileSync(
  join(folder, 'chunk-1-dataset.json'),
  JSON.stringify({
    0: { input_tokens: '{10: 0.25, 20: 0.75}', output_tokens: '{5: 1.0}' },
    1200: { input_tokens: '{99: 1.0}', output_tokens: '{7: 1.0}' },
  }),
)
writeFileSync(join(folder, 'chunk-2-trace.csv'), '0,1,1,Gamma,1,1\n')
writeFileSync(
  join(folder, 'chunk-2-dataset.json'),
  JSON.stringify({ 0: { text_tokens: '{3: 1.0}', output_tokens: '{4: 1.0}' } }),
)
const one = join(folder, 'chunk-1-trace.csv')

test('requests come at the rates of their windows, with the lengths of the window that had begun', async () => {
  const rows = [...((await openSource(tracePlan(one))).rows ?? [])].map((row) => ({
    ...row,
    at: (row.timestampNs ?? 0) / 1e9,
  }))
  const inWindow = (from: number) => rows.filter(({ at }) => at >= from && at < from + 600)
  expect(Math.abs(inWindow(0).length - 12_000)).toBeLessThan(4 * Math.sqrt(12_000 / 4)) // gamma with shape 4: variance / mean 1/4
  expect(inWindow(600)).toEqual([])
  expect(Math.abs(inWindow(1200).length - 3000)).toBeLessThan(4 * Math.sqrt(3000 * 5)) // Weibull 0.5: cv^2 = 5
  expect(Math.abs(inWindow(1800).length - 1200)).toBeLessThan(4 * Math.sqrt(1200))
  expect(inWindow(0).filter(({ inputTokens }) => inputTokens === 20).length / inWindow(0).length).toBeCloseTo(0.75, 1)
  expect(new Set(inWindow(1200).map(({ inputTokens, outputTokens }) => `${inputTokens} ${outputTokens}`))).toEqual(
    new Set(['99 7']),
  )
})

test('a folder is all of its clients, in order of time, the same ones every time', async () => {
  const source = await openSource(tracePlan(folder, { take: 500 }))
  expect(source.rows).toHaveLength(500)
  expect(new Set([...(source.rows ?? [])].map(({ outputTokens }) => outputTokens))).toEqual(new Set([4, 5]))
  const times = [...(source.rows ?? [])].map(({ timestampNs }) => timestampNs ?? 0)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect([...((await openSource(tracePlan(folder, { take: 500 }))).rows ?? [])]).toEqual([...(source.rows ?? [])])
  expect(source.notes[0]).toBe(`${folder}: the first 500 requests of 2 clients, drawn from their fitted behaviour`)
  const later = await openSource(tracePlan(folder, { skip: 100, take: 1 }))
  expect(later.rows?.get(0)).toMatchObject({ ...source.rows?.get(100), timestampNs: 0 })
})

test('a chunk that is not one is placed', async () => {
  writeFileSync(join(folder, 'chunk-3-trace.csv'), '0,1,1,Gamma,1,1\n600,-1,1,Gamma,1,1\n')
  writeFileSync(join(folder, 'chunk-3-dataset.json'), '{}')
  await expect(readServeGen(join(folder, 'chunk-3-trace.csv'))).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringMatching(/chunk-3-trace\.csv:2:1: expected start, rate, cv, Gamma or Weibull/),
  })
  expect(() => pmfOf('{}', 'x.json: 0.input_tokens')).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^x\.json: 0\.input_tokens: expected lengths/) }),
  )
})

test('the gamma function is right at whole numbers and halves', () => {
  for (const [x, value] of [
    [1, 1],
    [2, 1],
    [5, 24],
    [1.5, Math.sqrt(Math.PI) / 2],
    [11, 3_628_800],
  ] as const) {
    expect(gammaFunction(x) / value).toBeCloseTo(1, 12)
  }
})

const traces = new URL('../../../../../../../shared/data/traces/servegen/', import.meta.url).pathname
const published = [
  ['language/m-large', [554, 1666, 2398], [127, 483, 862]],
  ['language/m-mid', [248, 804, 825], [11, 23, 34]],
  ['language/m-small', [27, 51, 53], [2, 5, 37]],
  ['reason/deepseek-r1', [71, 853, 1927], [1651, 6205, 12_737]],
  ['multimodal/mm-image', null, [97, 277, 639]],
] as const

for (const [pool, input, output] of published) {
  test.skipIf(!existsSync(traces))(
    `servegen ${pool} has its published lengths (needs ../shared/data/traces)`,
    async () => {
      const { clients } = await readServeGen(join(traces, pool))
      for (const [side, figures] of [
        ['input', input],
        ['output', output],
      ] as const) {
        if (figures === null) continue
        const mixture = lengthMixture(clients, side)
        expect([0.5, 0.9, 0.99].map((share) => quantileOf(mixture, share))).toEqual(figures)
      }
    },
  )
}

test.skipIf(!existsSync(traces))(
  'a real client arrives at its rate and in its bursts (needs ../shared/data/traces)',
  async () => {
    const source = await openSource(tracePlan(join(traces, 'reason/deepseek-r1/chunk-35-trace.csv'), { take: 30_000 }))
    const { arrivals } = inspectSource(source)
    expect(arrivals?.ratePerSecond).toBeGreaterThan(10)
    expect(arrivals?.ratePerSecond).toBeLessThan(12)
  },
)
