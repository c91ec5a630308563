import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRuns } from '../../../src/cli/commands/stored/export.ts'
import type { ExportArgs } from '../../../src/cli/pipeline/exports/export-plan.ts'
import { writeWholeStream } from '../../../src/cli/pipeline/exports/write-stream.ts'
import { storeOf } from '../../helpers/export-store.ts'
import { type SampleRun, sampleRun } from '../../helpers/sample-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testIo } from '../../helpers/test-io.ts'

const called = (run: SampleRun, runId: string): SampleRun => ({ ...run, header: { ...run.header, runId } })
const first = called(sampleRun({ requests: 40, warmupS: 0 }), '20261121-084500-aaaaaa')
const second = called(sampleRun({ requests: 30, warmupS: 0, seed: 9, name: 'other' }), '20261121-094500-bbbbbb')

async function exported(args: Partial<ExportArgs>, runs: readonly SampleRun[] = [first, second]) {
  const { folder, db } = storeOf(...runs)
  const io = testIo({ cwd: folder })
  const before = readdirSync(folder)
  const code = await exportRuns({ timestamps: false, all: false, db, ...args }, io)
  return { code, io, folder, files: readdirSync(folder).filter((name) => !before.includes(name)) }
}

const failure = (args: Partial<ExportArgs>, runs?: readonly SampleRun[]) =>
  exported(args, runs).then(
    () => 'no error',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  )

test('without a word the requests of the latest run go to stdout as CSV', async () => {
  const { io, files } = await exported({})
  const lines = io.written.stdout.trimEnd().split('\r\n')
  expect(lines).toHaveLength(1 + second.records.length)
  expect(lines[1]).toContain(second.header.runId)
  expect(files).toEqual([])
})

test('the ending of the file says the format, and a line what was written', async () => {
  const { io, folder, files } = await exported({ out: 'all.parquet', all: true })
  expect(files).toEqual(['all.parquet'])
  expect(readFileSync(join(folder, 'all.parquet')).subarray(0, 4).toString()).toBe('PAR1')
  expect(io.written.stdout).toBe('wrote all.parquet: 70 requests of 2 runs\n')
})

test('runs are named as for show, each is exported once, in their order', async () => {
  const { io } = await exported({ run: ['other', first.header.runId, 'latest'], format: 'jsonl', what: 'runs' })
  const ids = io.written.stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { runId: string }).runId)
  expect(ids).toEqual([second.header.runId, first.header.runId])
})

test('github-action-benchmark gets a file for each direction', async () => {
  const { files, folder } = await exported({ format: 'github-benchmark', out: 'bench.json' })
  expect(files).toEqual(['bench-bigger.json', 'bench-smaller.json'])
  const entries = JSON.parse(readFileSync(join(folder, 'bench-smaller.json'), 'utf8')) as { name: string }[]
  expect(entries.map(({ name }) => name)).toContain('other: E2E p90')
})

test('otava gets a table and its configuration, of one benchmark', async () => {
  const { files, folder, io } = await exported({ format: 'otava', out: 'nightly.csv' })
  expect(files).toEqual(['nightly.csv', 'nightly.yaml'])
  expect(io.written.stdout).toBe('wrote nightly.csv: 1 run as otava\nwrote nightly.yaml: 1 run as otava\n')
  expect(readFileSync(join(folder, 'nightly.csv'), 'utf8')).toContain(`,${second.header.runId},`)
  expect(readFileSync(join(folder, 'nightly.yaml'), 'utf8')).toContain('file: "nightly.csv"')
  expect(await failure({ format: 'otava', out: 'nightly.csv', all: true })).toMatch(
    /^usage: export: otava: expected runs of one benchmark, got those of chat-azure, other/,
  )
})

test('kernels of runs against an endpoint are an empty table, and that is said', async () => {
  const { io } = await exported({ what: 'kernels' })
  expect(io.written.stdout.split('\r\n')).toHaveLength(2)
  expect(io.written.stderr).toBe('note: no kernels: only runs of the bundled engine have them\n')
})

test.each([
  [{ format: 'otlp', what: 'events' }, 'usage: --what events: otlp holds the figures of runs, no rows of events'],
  [{ format: 'parquet' }, 'usage: export: parquet is no text; expected a file'],
  [{ format: 'github-benchmark' }, 'usage: export: github-benchmark takes two files; expected -o FILE or --direction'],
  [{ out: 'data.xlsx' }, 'usage: export: expected a file name that ends in'],
  [{ direction: 'bigger' }, 'usage: --direction: expected with --format github-benchmark, got csv'],
  [{ timestamps: true, format: 'otlp' }, 'usage: --timestamps: expected with --format openmetrics, got otlp'],
  [{ all: true, run: ['latest'] }, 'usage: expected runs or --all, got both'],
  [{ run: ['nothing'] }, 'run.unknown: run "nothing"'],
] as const)('%o is refused before anything is written', async (args, said) => {
  expect(await failure(args)).toContain(said)
})

test('a store without any run says so', async () => {
  expect(await failure({}, [])).toContain('run.unknown')
})

test('a path that is a folder is refused and left as it is, with nothing beside it', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'taken.csv'))
  const writing = writeWholeStream(join(folder, 'taken.csv'), ['text'], new AbortController().signal)
  await expect(writing).rejects.toMatchObject({ code: 'output.unwritable' })
  expect(readdirSync(folder)).toEqual(['taken.csv'])
})

test('an interrupted export leaves the file that was there, and nothing of the new one', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'requests.csv')
  await writeWholeStream(path, ['old'], new AbortController().signal)
  const stop = new AbortController()
  const chunks = function* () {
    yield 'new '
    stop.abort()
    yield 'text'
  }
  await expect(writeWholeStream(path, chunks(), stop.signal)).rejects.toMatchObject({ code: 'interrupted' })
  expect(readdirSync(folder)).toEqual(['requests.csv'])
  expect(readFileSync(path, 'utf8')).toBe('old')
})

test('what fails while it is made leaves no file', async () => {
  const folder = temporaryFolder()
  const chunks = function* () {
    yield 'begun'
    throw new Error('damaged')
  }
  const path = join(folder, 'requests.csv')
  await expect(writeWholeStream(path, chunks(), new AbortController().signal)).rejects.toThrow('damaged')
  expect(existsSync(path)).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})
