import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { msToNs } from '../../../src/core/units.ts'
import { summarize } from '../../../src/metrics/summarize.ts'
import { openStore, type Store, type StoreOptions } from '../../../src/store/open-store.ts'
import { newestVersion } from '../../../src/store/migrations/migrate.ts'
import { describeProcess } from '../../../src/store/writer-process.ts'
import { answered, failed, runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

function open(path = join(temporaryFolder(), 'results.db'), options?: StoreOptions): Store {
  const store = openStore(path, options)
  onTestFinished(() => store.close())
  return store
}

const code = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'no error'
}

const record = (index: number) =>
  answered(
    {
      scheduledMs: index,
      arrivals: [
        [index + 50, 2],
        [index + 90, 3],
      ],
    },
    { index },
  )

test('a store makes the folders it needs, and is a WAL database that any SQLite client recognises', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'results.db')
  open(path)
  const client = new Database(path, { readonly: true })
  onTestFinished(() => void client.close())
  expect(client.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(client.pragma('user_version', { simple: true })).toBe(newestVersion)
  expect(readFileSync(path).subarray(68, 72).toString('latin1')).toBe('infb')
})

test('what was written is there after closing and opening again', () => {
  const path = join(temporaryFolder(), 'results.db')
  const first = openStore(path)
  const header = runHeader({ state: 'running', tags: ['nightly', 'a b'], client: null })
  first.createRun(header)
  for (let i = 0; i < 700; i++) first.append(header.runId, record(i))
  first.finishRun({ ...header, state: 'completed', client: runHeader().client })
  first.close()
  const second = open(path)
  expect(second.findRun(header.runId)).toEqual({ ...header, state: 'completed', client: runHeader().client })
  expect([...second.records(header.runId)]).toEqual(Array.from({ length: 700 }, (_, i) => record(i)))
})

test('a run is made once, and a request twice is a bug that loses no other batch', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = openStore(path)
  store.createRun(runHeader())
  expect(code(() => store.createRun(runHeader()))).toBe('SQLITE_CONSTRAINT_UNIQUE')
  store.append(runHeader().runId, record(0))
  store.listRuns()
  store.append(runHeader().runId, record(0))
  expect(code(() => store.close())).toBe('internal')
  expect([...open(path).records(runHeader().runId)]).toEqual([record(0)])
})

test('a request counted by its events may come once more, counted by the tokenizer', () => {
  const store = open()
  store.createRun(runHeader())
  const byEvents = { ...record(0), countedBy: 'events' as const }
  const events = { ...byEvents.events, tokens: Uint32Array.of(4, 4) }
  const byTokenizer = { ...byEvents, countedBy: 'tokenizer' as const, outputTokens: 8, events }
  store.append(runHeader().runId, byEvents)
  expect([...store.records(runHeader().runId)]).toEqual([byEvents])
  store.append(runHeader().runId, byTokenizer)
  expect([...store.records(runHeader().runId)]).toEqual([byTokenizer])
})

test('records come by index, whatever order they finished in', () => {
  const store = open()
  store.createRun(runHeader())
  for (const i of [3, 0, 2, 1]) store.append(runHeader().runId, record(i))
  expect([...store.records(runHeader().runId)].map(({ index }) => index)).toEqual([0, 1, 2, 3])
})

test('other calls may come while records are being read', () => {
  const store = open()
  store.createRun(runHeader())
  for (let i = 0; i < 300; i++) store.append(runHeader().runId, record(i))
  let read = 0
  for (const { index } of store.records(runHeader().runId)) {
    read++
    if (index === 10) store.changeTags(runHeader().runId, { add: ['meanwhile'] })
  }
  expect(read).toBe(300)
  expect(store.findRun('latest').tags).toEqual(['meanwhile'])
})

test('a summary made from stored records is the one made from the records themselves', () => {
  const store = open()
  const records = [
    ...Array.from({ length: 50 }, (_, i) => record(i)),
    { ...failed('timeout', { scheduledMs: 60 }), index: 50 },
  ]
  store.createRun(runHeader())
  for (const one of records) store.append(runHeader().runId, one)
  const document = summarize(runHeader(), store.records(runHeader().runId))
  expect(document).toEqual(summarize(runHeader(), records))
  store.saveDocument(runHeader().runId, { ...document, name: 'replaced' })
  store.saveDocument(runHeader().runId, document)
  expect(store.findDocument(runHeader().runId, 'infbench.run/1')).toEqual(document)
  expect(store.findDocument(runHeader().runId, 'infbench.other/1')).toBeNull()
})

test('the list shows newest first, with counts, stamp and tags, and filters by name, tag and number', () => {
  const store = open()
  const run = (runId: string, minute: number, fields: object) =>
    runHeader({ runId, startedAtMs: minute * 60_000, ...fields })
  store.createRun(run('a', 1, { name: 'chat', tags: ['base'] }))
  store.createRun(run('b', 3, { name: 'code' }))
  store.createRun(run('c', 2, { name: 'chat', window: { startAt: 0, endAt: null } }))
  store.append('a', record(0))
  store.append('a', { ...failed('http'), index: 1 })
  store.saveDocument('a', summarize(runHeader(), [record(0)]))
  expect(store.listRuns().map(({ runId }) => runId)).toEqual(['b', 'c', 'a'])
  expect(store.listRuns({ name: 'chat' }).map(({ runId }) => runId)).toEqual(['c', 'a'])
  expect(store.listRuns({ limit: 1 }).map(({ runId }) => runId)).toEqual(['b'])
  expect(store.listRuns({ tag: 'base' })).toEqual([
    {
      ...{
        runId: 'a',
        name: 'chat',
        startedAtMs: 60_000,
        state: 'completed',
        status: 'degraded',
        project: null,
        tags: ['base'],
      },
      target: { kind: 'endpoint', url: 'http://localhost:8000/v1', model: 'm' },
      ...{ requests: { stored: 2, failed: 1 }, windowNs: msToNs(60_000) },
    },
  ])
  expect(store.listRuns({ name: 'chat' })[0]).toMatchObject({
    status: null,
    windowNs: null,
    requests: { stored: 0, failed: 0 },
  })
})

test('a run without an end is running while its process lives, and killed after that', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = open(path)
  store.createRun(runHeader({ runId: 'mine', state: 'running' }))
  const other = open(path, { writer: { ...describeProcess(), started: 'long ago' } })
  other.createRun(runHeader({ runId: 'theirs', state: 'running' }))
  other.createRun(runHeader({ runId: 'done', state: 'completed' }))
  expect(['mine', 'theirs', 'done'].map((id) => store.stateOf(id))).toEqual(['running', 'killed', 'completed'])
  expect(
    store
      .listRuns()
      .map(({ runId, state }) => [runId, state])
      .sort(),
  ).toEqual([
    ['done', 'completed'],
    ['mine', 'running'],
    ['theirs', 'killed'],
  ])
})

test('a deleted run leaves nothing behind', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = open(path)
  store.createRun(runHeader({ tags: ['t'] }))
  store.append(runHeader().runId, record(0))
  store.saveDocument(runHeader().runId, { schema: 'x/1' })
  store.deleteRun(runHeader().runId)
  const client = new Database(path, { readonly: true })
  onTestFinished(() => void client.close())
  for (const table of ['runs', 'run_tags', 'requests', 'documents'])
    expect(client.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
})

test.each(['append', 'finishRun', 'saveDocument', 'deleteRun', 'stateOf', 'findDocument', 'records'] as const)(
  '%s of a run that is not there says so',
  (method) => {
    const store = open()
    const calls: Record<typeof method, () => unknown> = {
      append: () => (store.append('gone', record(0)), store.listRuns()),
      finishRun: () => store.finishRun(runHeader({ runId: 'gone' })),
      saveDocument: () => store.saveDocument('gone', { schema: 'x/1' }),
      deleteRun: () => store.deleteRun('gone'),
      stateOf: () => store.stateOf('gone'),
      findDocument: () => store.findDocument('gone', 'x/1'),
      records: () => [...store.records('gone')],
    }
    expect(code(calls[method])).toBe('run.unknown')
    if (method === 'append') expect(code(() => store.close())).toBe('run.unknown')
  },
)

test('closing twice is harmless, and a store closes itself at the end of a block', () => {
  const path = join(temporaryFolder(), 'results.db')
  {
    using store = openStore(path)
    store.createRun(runHeader())
    store.append(runHeader().runId, record(0))
  }
  const store = openStore(path)
  expect([...store.records(runHeader().runId)]).toHaveLength(1)
  store.close()
  store.close()
})

test('the views read like the summaries', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = open(path)
  const header = runHeader({ tags: ['a', 'b'] })
  store.createRun(header)
  store.append(
    header.runId,
    answered({
      scheduledMs: 1000,
      sentMs: 1010,
      arrivals: [
        [1100, 1],
        [1140, 4],
      ],
      doneMs: 1150,
    }),
  )
  const document = summarize(header, store.records(header.runId))
  store.saveDocument(header.runId, document)
  const client = new Database(path, { readonly: true })
  onTestFinished(() => void client.close())
  expect(client.prepare('SELECT * FROM v_requests').get()).toMatchObject({
    ...{ run_id: header.runId, position: 0, outcome: 'ok', output_tokens: 5, scheduled_s: 1 },
    ...{
      send_lag_ms: 10,
      ttft_ms: 100,
      ttft_service_ms: 90,
      ttp_ms: 100,
      decode_ms: 40,
      e2e_ms: 150,
      e2e_service_ms: 140,
    },
  })
  expect(client.prepare('SELECT * FROM v_runs').get()).toMatchObject({
    started_at: '2026-03-02 10:15:00',
    window_s: 60,
    stored_requests: 1,
    tags: 'a b',
  })
  expect(client.prepare('SELECT * FROM v_summary').get()).toMatchObject({
    ...{
      status: document.status,
      completed: 1,
      ttft_p50_ms: 100,
      itl_p99_ms: 10,
      goodput_per_s: document.goodput.requestsPerS,
    },
  })
})

test('a thousand requests of 200 tokens take under six bytes a token, all columns included', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = openStore(path)
  store.createRun(runHeader())
  for (let i = 0; i < 1000; i++) {
    const arrivals = Array.from(
      { length: 200 },
      (_, t) => [i * 100 + 50 + t * 20 + ((t * 7919) % 997) / 1000, 1] as const,
    )
    store.append(runHeader().runId, answered({ scheduledMs: i * 100, arrivals }, { index: i }))
  }
  store.close()
  expect(statSync(path).size / 200_000).toBeLessThan(6)
})

test('a closed store is one file: its journal is gone', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'x'))
  const store = openStore(join(folder, 'x', 'results.db'))
  store.createRun(runHeader())
  store.close()
  expect(statSync(join(folder, 'x', 'results.db')).isFile()).toBe(true)
  expect(() => statSync(join(folder, 'x', 'results.db-wal'))).toThrow('ENOENT')
})
