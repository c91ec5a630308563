import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CliResult, infbench, temporaryFolder } from '../helpers/cli.ts'

const fixtures = join(import.meta.dirname, '../fixtures/import')

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
  await copyFile(join(fixtures, 'vllm-bench-serve.json'), join(folder.path, 'result.json'))
})
afterEach(() => folder.remove())

const call = (...args: string[]): Promise<CliResult> => infbench(args, { cwd: folder.path })
const imported = async (...args: string[]) => JSON.parse((await call('import', '--json', ...args)).stdout)

test('an imported run shows, lists, compares and reports its figures, and says what is absent', async () => {
  const first = await call('import', 'result.json', '--tag', 'other')
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toContain("vLLM's bench client")
  expect(first.stdout).toContain('next: infbench show 20260816-160853-')
  await copyFile(join(fixtures, 'vllm-bench-serve-detailed.json'), join(folder.path, 'detailed.json'))
  const [second] = (await imported('detailed.json')).runs
  const shown = await call('show', '20260816-160853')
  expect(shown.stdout).toMatch(/TTFT service +2 +30\.0 +30\.0 +- +- +34\.9 +-/)
  expect(shown.stdout).toContain('no values per request')
  const document = JSON.parse((await call('show', '20260816-160853', '--json')).stdout)
  expect(document).toMatchObject({ tags: ['other'], imported: { tool: 'vllm-bench-serve', basis: 'figures' } })
  expect(document.metrics).toMatchObject({
    ttftServiceMs: { p99: 34.9 },
    interChunkMs: { p50: 12 },
    itlMs: { n: 0, p50: null },
  })
  expect((await call('list')).stdout).toContain('*: imported from another tool')
  const compared = await call('compare', '20260816-160853', second.runId, '-o', 'compare.html')
  expect(compared.stdout.replace(/\s+/g, ' ')).toContain('A was imported from vLLM')
  for (const run of ['20260816-160853', second.runId]) {
    expect(await call('report', run, '-o', 'report.html')).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining('error'),
    })
    expect(await readFile(join(folder.path, 'report.html'), 'utf8')).toContain('p99_ttft_ms')
  }
})

test('requests in the file are summarised by our definitions beside the figures of the tool', async () => {
  await copyFile(join(fixtures, 'vllm-bench-serve-detailed.json'), join(folder.path, 'detailed.json'))
  const [{ runId }] = (await imported('detailed.json')).runs
  const document = JSON.parse((await call('show', runId, '--json')).stdout)
  expect(document.imported.basis).toBe('records')
  expect(document.requests).toMatchObject({ completed: 2, failed: 1, failures: { http: 1 } })
  // percentiles of two values, type 7, as the file has them
  expect(document.metrics.ttftServiceMs).toMatchObject({ n: 2, p50: 30, p99: 34.9 })
  expect(document.metrics.itlMs.n).toBe(3)
  expect(document.metrics.itlMs.p50).toBeCloseTo(12, 6)
  expect(document.metrics.tpotMs.mean).toBeCloseTo(15.5, 6)
})

test('a second import of the same is recognised: the file, its packed copy, and its run in a sweep', async () => {
  const text = await readFile(join(folder.path, 'result.json'), 'utf8')
  await mkdir(join(folder.path, 'sweep'))
  await writeFile(join(folder.path, 'sweep/a.json.gz'), gzipSync(text))
  await writeFile(join(folder.path, 'sweep/summary.json'), `[${text}]`)
  await writeFile(join(folder.path, 'sweep/notes.txt'), 'what I did')
  const [first] = (await imported('result.json')).runs
  expect(first).toMatchObject({ duplicate: false, figures: 26 })
  expect((await imported('result.json')).runs).toMatchObject([{ duplicate: true, runId: first.runId }])
  const { runs, skipped } = await imported('sweep')
  expect(runs).toMatchObject([
    { duplicate: true, runId: first.runId },
    { duplicate: true, runId: first.runId },
  ])
  expect(skipped).toMatchObject([{ path: join(folder.path, 'sweep/notes.txt') }])
  expect(JSON.parse((await call('list', '--json')).stdout).runs).toHaveLength(1)
})

test('a file whose requests all failed is invalid, and its zeros are no figures', async () => {
  const value = JSON.parse(await readFile(join(folder.path, 'result.json'), 'utf8'))
  const zeros = Object.fromEntries(
    Object.keys(value)
      .filter((key) => key.endsWith('_ms'))
      .map((key) => [key, 0]),
  )
  await writeFile(
    join(folder.path, 'failed.json'),
    JSON.stringify({
      ...value,
      ...zeros,
      completed: 0,
      failed: 3,
      request_throughput: 0,
      output_throughput: 0,
      total_output_tokens: 0,
    }),
  )
  const [{ runId, status }] = (await imported('failed.json')).runs
  expect(status).toBe('invalid')
  const document = JSON.parse((await call('show', runId, '--json')).stdout)
  expect(document.metrics.ttftServiceMs).toMatchObject({ n: 0, mean: null, p99: null })
  expect(document.throughput).toMatchObject({ outputTokensPerS: null, requestsPerS: null })
  expect(document.imported.figures.find(({ key }: { key: string }) => key === 'p99_ttft_ms')).toMatchObject({
    value: 0,
    ours: null,
  })
  expect(await call('report', runId, '-o', 'report.html')).toMatchObject({ code: 0 })
})

test.each([
  ['an empty file', '', 'result.json: expected results, got an empty file'],
  ['a file cut off', '{"date": "x",\n "completed"', 'result.json:2: ends in the middle of its JSON'],
  ['a line cut off', '{"a": 1}\n{"a": 2}\n{"a', 'result.json:3: ends in the middle of its JSON'],
  ['an array with something else in it', '[{"a": 1, "b": 2}, 3]', 'got JSON (an array of 2, the first with keys a, b)'],
  ['no text', '\0\u0001\u0002', 'got data that is no text'],
  [
    'another file',
    '{"name": "infbench", "version": 1}',
    'expected results of a known tool, got JSON with keys name, version',
  ],
])('%s is refused in one message, and nothing is stored', async (_name, text, message) => {
  await writeFile(join(folder.path, 'result.json'), text)
  const { code, stderr } = await call('import', 'result.json')
  expect(code).toBe(65)
  expect(stderr).toContain(message)
  expect(await folder.entries()).toEqual(['result.json'])
})

test('an unknown format, no file and a folder without results are told', async () => {
  expect(await call('import', 'result.json', '--format', 'nonesuch')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('vllm-bench-serve'),
  })
  expect(await call('import')).toMatchObject({ code: 64 })
  expect(await call('import', 'nowhere.json')).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('no such file'),
  })
  await mkdir(join(folder.path, 'empty'))
  expect(await call('import', 'empty')).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('it holds no files'),
  })
})

/** The runs of a sweep over rates, as vLLM writes them into one file. */
async function writeSweep(path: string, rates: readonly number[]): Promise<void> {
  const value = JSON.parse(await readFile(join(folder.path, 'result.json'), 'utf8'))
  const runs = rates.map((rate) => ({ ...value, request_rate: rate, request_throughput: 0.9 * rate }))
  await writeFile(join(folder.path, path), JSON.stringify(runs))
}

test('several runs of one file are a group that shows and reports as a sweep, once', async () => {
  await writeSweep('rates.json', [1, 2, 4])
  const { runs, groups } = await imported('rates.json')
  const runIds = runs.map(({ runId }: { runId: string }) => runId)
  expect(groups).toEqual([{ sweepId: expect.stringMatching(/^s2026/), name: 'rates', runIds }])
  const [{ sweepId }] = groups
  const again = await call('import', 'rates.json')
  expect(again.stdout).toContain(`next: infbench show ${sweepId}`)
  expect(JSON.parse((await call('list', '--groups', '--json')).stdout).groups).toHaveLength(1)
  const sweep = JSON.parse((await call('show', sweepId, '--json')).stdout)
  expect(sweep).toMatchObject({ kind: 'sweep', best: runIds[2], name: 'rates' })
  expect(sweep.points).toMatchObject(
    [1, 2, 4].map((value) => ({ label: `request_rate=${value}`, series: null, level: { over: 'rate', value } })),
  )
  expect(await call('show', sweepId)).toMatchObject({ code: 0, stderr: '' })
  const model = JSON.parse((await call('report', sweepId, '--format', 'json', '-o', '-')).stdout)
  expect(model).toMatchObject({ rerun: 'infbench import rates.json', charts: { axis: { kind: 'load', over: 'rate' } } })
  expect(model.charts.rows).toHaveLength(3)
  expect(await call('report', sweepId, '-o', 'sweep.html')).toMatchObject({ code: 0, stdout: 'wrote sweep.html\n' })
})

test('the runs of a folder are a group, in which each stands once', async () => {
  await mkdir(join(folder.path, 'out'))
  for (const [i, rate] of [1, 2].entries()) {
    await writeSweep(`out/run=${i}.json`, [rate])
    await copyFile(join(folder.path, `out/run=${i}.json`), join(folder.path, `out/copy-${i}.json`))
  }
  const { groups } = await imported('out')
  expect(groups).toMatchObject([{ name: 'out', runIds: [expect.any(String), expect.any(String)] }])
  const [{ sweepId }] = groups
  await writeSweep('out/summary.json', [1, 2])
  expect((await imported('out')).groups).toMatchObject([{ sweepId, name: 'out' }])
  expect((await imported('result.json')).groups).toEqual([])
})
