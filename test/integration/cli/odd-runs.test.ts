import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../../../src/cli/commands/analysis/compare.ts'
import { history } from '../../../src/cli/commands/analysis/history.ts'
import { list } from '../../../src/cli/commands/list.ts'
import { report } from '../../../src/cli/commands/report.ts'
import { show } from '../../../src/cli/commands/show.ts'
import { exportRuns } from '../../../src/cli/commands/stored/export.ts'
import type { RequestRecord } from '../../../src/core/request-record.ts'
import type { RunDocument } from '../../../src/metrics/run-document.ts'
import { summarize } from '../../../src/metrics/summarize.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { type SampleOptions, sampleRun } from '../../helpers/sample-run.ts'
import { testIo } from '../../helpers/test-io.ts'

// Runs that went as no run should, through every command that reads runs: each says what is the matter, and no figure is made up.

/** As a clock leaves them that was set back while the answer came. */
const backwards = (record: RequestRecord): RequestRecord => {
  const at = record.events.at.map((arrivedAt) => arrivedAt - 3600e9)
  const [firstAt = null] = at
  return {
    ...record,
    firstTokenAt: firstAt,
    firstVisibleAt: firstAt,
    events: { ...record.events, at: at.toReversed() },
  }
}

const odd: Readonly<Record<string, { readonly options: SampleOptions; readonly change?: typeof backwards }>> = {
  plain: { options: { requests: 60 } },
  failed: { options: { requests: 30, failShare: 1 } },
  single: { options: { requests: 1, warmupS: 0 } },
  'single-failed': { options: { requests: 1, failShare: 1, warmupS: 0 } },
  empty: { options: { requests: 0 } },
  'clock-set': { options: { requests: 40, warmupS: 0 }, change: backwards },
}
const names = Object.keys(odd)

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infbench-odd-'))
  using store = openStore(join(cwd, 'runs.db'))
  for (const [place, [name, { options, change }]] of Object.entries(odd).entries()) {
    const sample = sampleRun({ name, ...options })
    const startedAtMs = sample.header.startedAtMs + place * 60_000
    const header = { ...sample.header, runId: `20261121-0845${10 + place}-aaaaaa`, startedAtMs, tags: ['odd'] }
    const records = change === undefined ? sample.records : sample.records.map(change)
    store.createRun({ ...header, state: 'running' })
    for (const record of records) store.append(header.runId, record)
    store.finishRun(header)
    store.saveDocument(header.runId, summarize(header, records))
  }
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

async function said(command: (io: ReturnType<typeof testIo>) => Promise<unknown>): Promise<string> {
  const io = testIo({ cwd })
  expect(await command(io)).toBe(0)
  expect(io.written.stdout).not.toMatch(nonsense)
  return io.written.stdout
}

/** What JavaScript writes where a number is missing. Names of the page's own scripts are no figures. */
const nonsense = /\b(?:NaN|undefined|Infinity)\b|\[object /
const visible = (html: string) => html.replace(/<(script|style)[^]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')

const shown = async (run: string): Promise<RunDocument> =>
  JSON.parse(await said((io) => show({ run, json: true, charts: true, db: 'runs.db' }, io))) as RunDocument

describe.each(names)('the run %s', (run) => {
  test('is shown and listed', async () => {
    expect(await said((io) => show({ run, json: false, charts: true, db: 'runs.db' }, io))).toContain(run)
    const all = { limit: 0, groups: false, project: undefined, tag: undefined, json: false, db: 'runs.db' }
    expect(await said((io) => list(all, io))).toContain(run)
  })

  test.each(['html', 'md', 'json', 'svg', 'csv'])('has a report as %s', async (format) => {
    const out = `${run}-${format}.${format}`
    expect(await said((io) => report({ run, format, out, open: false, db: 'runs.db' }, io))).toContain(out)
    const isFolder = format === 'svg' || format === 'csv'
    const texts = isFolder ? readdirSync(join(cwd, out)).map((file) => join(out, file)) : [out]
    for (const file of texts) {
      const text = readFileSync(join(cwd, file), 'utf8')
      expect(format === 'html' ? visible(text) : text, file).not.toMatch(nonsense)
    }
  })

  test('is compared with an ordinary one, either way round', async () => {
    const sides = [
      ['plain', run],
      [run, 'plain'],
    ] as const
    for (const [a, b] of run === 'plain' ? [] : sides)
      for (const [json, out] of [
        [true, undefined],
        [false, `${a}-${b}.html`],
      ] as const) {
        const text = await said((io) => compare({ a, b, json, out, db: 'runs.db' }, io))
        if (json) expect(JSON.parse(text)).toHaveProperty('schema')
        else expect(visible(readFileSync(join(cwd, `${a}-${b}.html`), 'utf8'))).not.toMatch(nonsense)
      }
  })

  test.each(['csv', 'jsonl', 'openmetrics', 'otlp'] as const)('is exported as %s', async (format) => {
    const args = { run: [run], format, timestamps: false, all: false, db: 'runs.db' }
    await said((io) => exportRuns(args, io))
  })
})

test('what no request completed has no latency, no rate above zero and the stamp invalid', async () => {
  for (const run of ['failed', 'single-failed', 'empty']) {
    const { status, requests, metrics, throughput } = await shown(run)
    expect([run, status, requests.completed]).toEqual([run, 'invalid', 0])
    for (const metric of [metrics.ttftMs, metrics.itlMs, metrics.e2eMs])
      expect(metric).toMatchObject({ n: 0, mean: null, p50: null, p99: null, max: null })
    expect(throughput.outputTokensPerS ?? 0).toBe(0)
  }
})

test('one request has its own value at every percentile and says that it is one', async () => {
  const { metrics, requests } = await shown('single')
  expect(requests.completed).toBe(1)
  const { p50 } = metrics.ttftMs
  expect(p50).toBeGreaterThan(0)
  expect(metrics.ttftMs).toMatchObject({ n: 1, p99: p50, max: p50 })
  await said((io) => report({ run: 'single', format: 'md', out: 'one.md', open: false, db: 'runs.db' }, io))
  expect(readFileSync(join(cwd, 'one.md'), 'utf8')).toMatch(/\b1 request\b/)
})

test('a clock that was set back is named by every command that judges', async () => {
  const { status, reasons } = await shown('clock-set')
  expect(status).toBe('invalid')
  expect(reasons.map(({ code }) => code)).toContain('clock-backwards')
  const told = /run backwards/
  expect(await said((io) => show({ run: 'clock-set', json: false, charts: false, db: 'runs.db' }, io))).toMatch(told)
  await said((io) => report({ run: 'clock-set', format: 'md', out: 'clock.md', open: false, db: 'runs.db' }, io))
  expect(readFileSync(join(cwd, 'clock.md'), 'utf8')).toMatch(told)
  expect(
    await said((io) => compare({ a: 'plain', b: 'clock-set', json: false, out: undefined, db: 'runs.db' }, io)),
  ).toMatch(told)
})

test('a history of them has the values there are', async () => {
  const args = {
    metric: 'ttft',
    name: undefined,
    tag: 'odd',
    project: undefined,
    out: undefined,
    last: 100,
    json: true,
  }
  const found = JSON.parse(await said((io) => history({ ...args, db: 'runs.db' }, io)))
  expect(found.schema).toBe('infbench.history/1')
})
