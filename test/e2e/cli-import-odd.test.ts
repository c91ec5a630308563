import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type CliResult, infbench, temporaryFolder } from '../helpers/cli.ts'

// Results of other tools that are mixed up, of one request, of very many, or told by a clock that was set.

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/import', name), 'utf8')
const detailed = JSON.parse(fixture('vllm-bench-serve-detailed.json'))
const [llamaLine = ''] = fixture('llama-bench.jsonl').split('\n')

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
  return () => folder.remove()
})
const call = (...args: string[]): Promise<CliResult> => infbench(args, { cwd: folder.path })
const write = (name: string, text: string) => writeFile(join(folder.path, name), text)
const imported = async (...args: string[]) => {
  const { stdout, stderr } = await call('import', '--json', ...args)
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

/** Per-request arrays of so many requests, one every 10 ms, each with a first token and one more. */
function requestsOf(count: number) {
  const each = <T>(value: (i: number) => T) => Array.from({ length: count }, (_, i) => value(i))
  return {
    ...{ num_prompts: count, completed: count, failed: 0, duration: count / 100 },
    ...{ total_input_tokens: 10 * count, total_output_tokens: 2 * count },
    ...{ input_lens: each(() => 10), output_lens: each(() => 2), start_times: each((i) => 100 + i / 100) },
    ...{ ttfts: each((i) => 0.02 + (i % 100) / 1000), itls: each(() => [0.01]) },
    ...{ generated_texts: each(() => 'a b'), errors: each(() => '') },
  }
}

test.each([
  ['JSON lines', `${JSON.stringify(detailed)}\n${llamaLine}\n`],
  ['JSON lines, the other way round', `${llamaLine}\n${JSON.stringify(detailed)}\n`],
  ['an array', `[${JSON.stringify(detailed)}, ${llamaLine}]`],
])('results of two tools in one file (%s) are refused in one message, and nothing is stored', async (_name, text) => {
  await write('mixed.json', text)
  const { code, stdout, stderr } = await call('import', 'mixed.json')
  expect(stderr).toMatch(/^error: \S*mixed\.json/)
  expect(stderr.match(/^error: \S*mixed/gm)).toHaveLength(1)
  expect(stderr).not.toMatch(/\n\s+at |this is a bug/)
  expect({ code, stdout }).toEqual({ code: 65, stdout: '' })
  expect(await folder.entries()).toEqual(['mixed.json'])
})

test('of two files that were named one of no known tool stops both; in a folder it is left out and told', async () => {
  await mkdir(join(folder.path, 'results'))
  await write('results/a.json', JSON.stringify(detailed))
  await write('results/b.json', '{"what": "is this"}')
  await write('results/c.json', '{"date": "x", "ttfts": [0.1')
  const both = await call('import', 'results/a.json', 'results/b.json')
  expect(both).toMatchObject({ code: 65, stdout: '', stderr: expect.stringMatching(/^error: \S*b\.json: expected/) })
  expect(await folder.entries()).not.toContain('.infbench')
  const { runs, skipped } = await imported('results')
  expect(runs).toHaveLength(1)
  expect(skipped.map(({ path }: { path: string }) => path.slice(-6))).toEqual(['b.json', 'c.json'])
})

test('one request is a run of one, shown and reported with its one value', async () => {
  await write('one.json', JSON.stringify({ ...detailed, ...requestsOf(1) }))
  const [{ runId }] = (await imported('one.json')).runs
  const document = JSON.parse((await call('show', runId, '--json')).stdout)
  expect(document.requests).toMatchObject({ completed: 1, failed: 0 })
  expect(document.metrics.ttftServiceMs).toMatchObject({ n: 1, p50: 20, p99: 20, max: 20 })
  expect(await call('report', runId, '-o', 'one.md')).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(folder.path, 'one.md'), 'utf8')).not.toMatch(/NaN|undefined|Infinity/)
})

test('times of a clock that was set give a run that is invalid and says why', async () => {
  const requests = requestsOf(20)
  const back = { ...requests, ttfts: requests.ttfts.map((s) => s - 3600) }
  await write('clock.json', JSON.stringify({ ...detailed, ...back }))
  const [{ runId, status }] = (await imported('clock.json')).runs
  expect(status).toBe('invalid')
  expect((await call('show', runId)).stdout).toMatch(/times of 20 of 20 requests run backwards/)
})

// Its report is made in test/integration/report/render-report.test.ts.
test('100,000 requests are read and summarised whole', async () => {
  const count = 100_000
  await write('many.json', JSON.stringify({ ...detailed, ...requestsOf(count) }))
  const [{ runId }] = (await imported('many.json')).runs
  const document = JSON.parse((await call('show', runId, '--json')).stdout)
  expect(document.requests.completed).toBe(count)
  expect(document.metrics.ttftServiceMs.n).toBe(count)
  expect(document.metrics.ttftServiceMs.p50).toBeCloseTo(69.5, 6)
})
