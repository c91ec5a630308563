import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { report } from '../../../src/cli/commands/report.ts'
import { show } from '../../../src/cli/commands/show.ts'
import { writeWholeFile } from '../../../src/cli/pipeline/reports/write-file.ts'
import type { RunDocument } from '../../../src/metrics/run-document.ts'
import { decimalsFor, formatFixed } from '../../../reports/format-number.ts'
import { storeSample } from '../../helpers/sample-store.ts'
import { testIo } from '../../helpers/test-io.ts'

let cwd = ''
let runId = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infbench-formats-'))
  runId = storeSample(join(cwd, 'runs.db'), { requests: 200, failShare: 0.04 }).runId
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

async function reported(args: Partial<Parameters<typeof report>[0]>, env: Record<string, string> = {}) {
  const io = testIo({ cwd, env })
  const base = { run: 'latest', format: undefined, out: undefined, open: false, db: 'runs.db' }
  await report({ ...base, ...args }, io)
  return io.written
}
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')

test('each format goes beside the database under the name of the run', async () => {
  for (const format of ['html', 'md', 'json', 'svg', 'csv']) await reported({ format })
  expect(readdirSync(join(cwd, 'reports')).sort()).toEqual(
    ['-csv', '-svg', '.html', '.json', '.md'].map((ending) => runId + ending),
  )
  expect(readdirSync(join(cwd, 'reports', `${runId}-svg`))).toContain('tail.svg')
})

test('the ending of the file chooses the format, and the same run gives the same bytes', async () => {
  for (const name of ['a.md', 'b.md', 'a.json', 'b.json', 'a.html', 'b.html']) await reported({ out: name })
  for (const ending of ['md', 'json', 'html']) expect(read(`a.${ending}`)).toBe(read(`b.${ending}`))
  expect(read('a.md')).toMatch(/^## chat-azure/)
  expect(JSON.parse(read('a.json')).schema).toBe('infbench.report/1')
  expect(read('a.html')).toMatch(/^<!doctype html>/)
})

test('stdout takes a text, and no folder of files', async () => {
  expect((await reported({ format: 'md', out: '-' })).stdout).toMatch(/^## chat-azure/)
  await expect(reported({ format: 'svg', out: '-' })).rejects.toMatchObject({ code: 'usage' })
  await expect(reported({ open: true, out: '-' })).rejects.toMatchObject({ code: 'usage' })
})

test('the figures of the page and of the Markdown are those of show --json', async () => {
  const io = testIo({ cwd })
  await show({ run: 'latest', json: true, charts: true, db: 'runs.db' }, io)
  const document = JSON.parse(io.written.stdout) as RunDocument
  await reported({ out: 'c.html' })
  await reported({ out: 'c.md' })
  const rows = new Map(
    [...read('c.html').matchAll(/<tr><th scope="row">.*?<\/tr>/g)].map(([row]) => {
      const cells = [...row.matchAll(/<td data-label="([^"]+)"[^>]*>([\d,.]+)/g)].map(([, k, v]) => [k, v] as const)
      return [/>([^<>]+)<span class="tip"/.exec(row)?.[1] ?? '', new Map(cells)] as const
    }),
  )
  for (const [label, key] of [
    ['TTFT', 'ttftMs'],
    ['TPOT', 'tpotMs'],
    ['ITL', 'itlMs'],
    ['E2E', 'e2eMs'],
  ] as const) {
    const entry = document.metrics[key]
    const row = rows.get(label)
    expect(row?.get('n')?.replaceAll(',', ''), label).toBe(String(entry.n))
    for (const name of ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const) {
      const shown = formatFixed(entry[name], decimalsFor([entry.p50]))
      expect(row?.get(name), `${label} ${name}`).toBe(shown)
      expect(
        read('c.md')
          .split('\n')
          .find((line) => line.startsWith(`| ${label} |`)),
        label,
      ).toContain(`| ${shown}`)
    }
  }
})

test('a path that is a folder, a part that is a file and a file where a folder should be are told apart', async () => {
  mkdirSync(join(cwd, 'folder'))
  writeFileSync(join(cwd, 'file'), 'kept')
  await expect(reported({ out: 'folder' })).rejects.toThrow(/folder: cannot be written: it is a folder/)
  await expect(reported({ out: 'file/x.html' })).rejects.toThrow(/a part of the path is a file, not a folder/)
  await expect(reported({ format: 'csv', out: 'file' })).rejects.toThrow(/a file stands where the folder should be/)
  expect(read('file')).toBe('kept')
  expect((await reported({ out: 'new/deep/r.html' })).stdout).toBe('wrote new/deep/r.html\n')
})

test.skipIf(process.platform !== 'linux')('a full disk is named, and no device is replaced by a file', async () => {
  await expect(reported({ format: 'md', out: '/dev/full' })).rejects.toThrow(/\/dev\/full: .*the disk is full/)
  expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
  await writeWholeFile('/dev/null', 'x')
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})

test('what cannot be opened is written all the same, and says where it is', async () => {
  const opener = join(cwd, 'opener')
  writeFileSync(opener, '#!/bin/sh\nexit 3\n')
  chmodSync(opener, 0o755)
  const failed = await reported({ out: 'open.html', open: true }, { BROWSER: opener })
  expect(failed.stdout).toBe('wrote open.html\n')
  expect(failed.stderr).toMatch(/note: not opened: .*opener ended with 3; it is file:\/\/.*\/open\.html/)
  expect((await reported({ out: 'open.html', open: true }, { BROWSER: join(cwd, 'none') })).stderr).toContain('here')
  writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > ${join(cwd, 'opened')}\n`)
  expect((await reported({ out: 'open.html', open: true }, { BROWSER: opener })).stderr).not.toContain('note')
  expect(read('opened')).toMatch(/^file:\/\/.*open\.html$/)
})
