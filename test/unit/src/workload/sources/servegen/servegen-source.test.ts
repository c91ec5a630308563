import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gammaFunction } from '../../../../../../src/workload/sources/servegen/client-requests.ts'
import { readServeGen } from '../../../../../../src/workload/sources/servegen/read-clients.ts'
import { openSource } from '../../../../../../src/workload/sources/open-source.ts'
import { inspectSource } from '../../../../../../src/workload/inspect/inspect-source.ts'
import { lengthMixture, quantileOf } from '../../../../../../scripts/fit/length-mixture.ts'
import { rawZstd } from '../../../../../helpers/raw-zstd.ts'
import { temporaryFolder } from '../../../../../helpers/temporary-folder.ts'
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

const chunk = (trace: string, dataset: string) => {
  const bad = temporaryFolder()
  writeFileSync(join(bad, 'chunk-3-trace.csv'), trace)
  writeFileSync(join(bad, 'chunk-3-dataset.json'), dataset)
  return bad
}
const goodTrace = '0,1,1,Gamma,1,1\r\n'
const goodLengths = '{"0": {"input_tokens": "{10: 1.0}", "output_tokens": "{5: 1.0}"}}'
const lengths = (input: string) =>
  `{"0": {"input_tokens": "{10: 1.0}", "output_tokens": "{5: 1.0}"},\n "600": {"input_tokens": ${input}, "output_tokens": "{5: 1.0}"}}`

test.each([
  ['a negative rate', '600,-1,1,Gamma,1,1', '2:5: expected a rate per second (start, rate, cv, Gamma or Weibull'],
  ['an absurd rate', '600,1e999,1,Gamma,1,1', '2:5: expected a rate per second'],
  ['no start', ',1,1,Gamma,1,1', '2:1: expected a start in s'],
  ['another family', '600,1,1,Cauchy,1,1', '2:9: expected Gamma, Weibull or nothing'],
  ['a parameter that is no number', '600,1,1,Gamma,x,1', '2:15: expected a parameter'],
  ['too few fields', '600,1', '2:6: expected start, rate, cv, Gamma or Weibull and two parameters, got "2 fields"'],
])('a window with %s is placed, and can be left out', async (_, row, message) => {
  const folder = chunk(`${goodTrace}${row}\r\n`, goodLengths)
  await expect(readServeGen(folder)).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringContaining(`chunk-3-trace.csv:${message}`),
  })
  const { windows, badWindows, clients } = await readServeGen(folder, true)
  expect([windows, badWindows, clients[0]?.windows.length]).toEqual([3, 1, 1])
})

test.each([
  ['negative lengths', '"{-10: 0.5, 20: 0.5}"', '2:26 600.input_tokens: expected lengths and their shares'],
  ['absurd lengths', '"{1e99: 0.5, 20: 0.5}"', '2:26 600.input_tokens: expected lengths'],
  ['more tokens than a prompt has', '"{200000000: 1.0}"', '2:26 600.input_tokens: expected lengths'],
  ['broken lengths', '"{1.5: 1.0}"', '2:26 600.input_tokens: expected lengths'],
  ['negative shares', '"{10: -0.5, 20: 1.5}"', '2:26 600.input_tokens: expected lengths'],
  ['no text', '[10, 20]', '2:26 600.input_tokens: expected lengths'],
])('a window with %s is placed by line and column, and can be left out', async (_, input, message) => {
  const folder = chunk(goodTrace, lengths(input))
  await expect(readServeGen(folder)).rejects.toMatchObject({
    code: 'source.unreadable',
    message: expect.stringContaining(`chunk-3-dataset.json:${message}`),
  })
  const { badWindows, clients } = await readServeGen(folder, true)
  expect([badWindows, clients[0]?.lengths.length]).toEqual([1, 1])
})

test.each([
  ['{}', 'expected at least one window of lengths, got "none"'],
  ['{"0": ', '1:7: expected a JSON object of windows'],
  ['[1]', '1:1: expected a JSON object of windows, got "[1]"'],
])('lengths %s are refused, bad rows left out or not', async (dataset, message) => {
  for (const skip of [false, true]) await expect(readServeGen(chunk(goodTrace, dataset), skip)).rejects.toThrow(message)
})

test('chunks are read packed, with a byte-order mark, and refused where the pack was cut', async () => {
  const folder = chunk('', '')
  const packed = [gzipSync(`\ufeff${goodTrace}`), rawZstd(Buffer.from(goodLengths))] as const
  writeFileSync(join(folder, 'chunk-3-trace.csv'), packed[0])
  writeFileSync(join(folder, 'chunk-3-dataset.json'), packed[1])
  expect((await readServeGen(folder)).windows).toBe(2)
  writeFileSync(join(folder, 'chunk-3-dataset.json'), packed[1].subarray(0, -9))
  await expect(readServeGen(folder)).rejects.toThrow(/chunk-3-dataset\.json: expected a whole zstd file, got a damaged/)
})

test('a client that never sends has no requests', async () => {
  await expect(openSource(tracePlan(chunk('0,0,0,,0,0\n', goodLengths)))).rejects.toThrow(
    /expected at least one request, got 0 of 1 clients/,
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
