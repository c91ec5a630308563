import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { openSource } from '../../../../../src/workload/sources/open-source.ts'
import { readSourceText } from '../../../../../src/workload/sources/read-text.ts'
import { tracePlan } from '../../../../helpers/trace-case.ts'

const folder = mkdtempSync(join(tmpdir(), 'infbench-source-'))
const put = (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const line = '{"timestamp": 0, "input_length": 6, "output_length": 5}\n'
const trace = (path: string) => tracePlan(path)

test('a trace is read whether zipped or not, by its first bytes and not by its name', async () => {
  const plain = await openSource(trace(put('plain.jsonl.gz', line)))
  const zipped = await openSource(trace(put('zipped.jsonl', gzipSync(line))))
  expect([...(plain.rows ?? [])]).toEqual([{ inputTokens: 6, outputTokens: 5, timestampNs: 0 }])
  expect([...(zipped.rows ?? [])]).toEqual([...(plain.rows ?? [])])
  expect(zipped.fingerprint).toBe(plain.fingerprint)
})

test('a byte-order mark is not part of the text', async () => {
  expect((await openSource(trace(put('bom.jsonl', `\uFEFF${line}`)))).rows).toHaveLength(1)
})

test.each([
  [
    'a file that is not there',
    join(folder, 'none.jsonl'),
    'got no such file',
    'a relative path starts at the folder of the workload file, one on the command line where you are',
  ],
  [
    'a folder',
    folder,
    'got a folder',
    'name a file in it; only a pool of ServeGen (chunk-N-trace.csv) is read as a folder',
  ],
  [
    'a cut gzip file',
    put('cut.gz', gzipSync(line.repeat(100)).subarray(0, 30)),
    'expected a whole gzip file, got a damaged or cut one',
    undefined,
  ],
  [
    'bytes that are no text',
    put('bytes', Uint8Array.of(0xff, 0xfe, 0x00, 0x80)),
    'expected UTF-8 text, got other bytes',
    undefined,
  ],
])('%s is unreadable', async (_, path, message, hint) => {
  const error: unknown = await readSourceText(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'source.unreadable', message: expect.stringContaining(message), hint })
  expect((error as Error).message.startsWith(`${path}: `)).toBe(true)
})

test('synthetic lengths are drawn and named by their plan', async () => {
  const plan = {
    kind: 'synthetic',
    input: { kind: 'uniform', min: 1, max: 9 },
    output: { kind: 'fixed', tokens: 3 },
  } as const
  const source = await openSource(plan)
  const rng = seededRng(1)
  const rows = Array.from({ length: 100 }, () => source.draw(rng))
  expect(
    rows.every(({ inputTokens, outputTokens }) => inputTokens >= 1 && inputTokens <= 9 && outputTokens === 3),
  ).toBe(true)
  expect(source).toMatchObject({ name: 'synthetic', rows: null, largestTokens: 12 })
  expect((await openSource(plan)).fingerprint).toBe(source.fingerprint)
  expect((await openSource({ ...plan, output: { kind: 'fixed', tokens: 4 } })).fingerprint).not.toBe(source.fingerprint)
})

test('lengths without a bound have no largest', async () => {
  const output = { kind: 'lognormal', median: 5, sigma: 1, min: 1, max: null } as const
  expect(
    (await openSource({ kind: 'synthetic', input: { kind: 'fixed', tokens: 1 }, output })).largestTokens,
  ).toBeNull()
})

test('a built-in distribution is read from the package', async () => {
  const asked: string[] = []
  const readText = async (path: string) => {
    asked.push(path)
    return readSourceText(path)
  }
  expect(await openSource({ kind: 'distribution', name: 'azure-code-2023' }, readText)).toMatchObject({
    name: 'azure-code-2023',
  })
  expect(asked).toEqual([expect.stringMatching(/workloads[\\/]distributions[\\/]azure-code-2023\.json$/)])
})
