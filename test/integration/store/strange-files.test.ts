import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { newestVersion } from '../../../src/store/migrations/migrate.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { answered, runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

function open(path: string): Store {
  const store = openStore(path)
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

const record = (index: number) => answered({ scheduledMs: index, arrivals: [[index + 50, 2]] }, { index })

test('a store of a newer version is refused and left as it is', () => {
  const path = join(temporaryFolder(), 'results.db')
  openStore(path).close()
  const client = new Database(path)
  client.pragma(`user_version = ${newestVersion + 4}`)
  client.close()
  const before = readFileSync(path)
  expect(() => openStore(path)).toThrow(
    expect.objectContaining({
      code: 'store.newer',
      message: expect.stringContaining(`version ${newestVersion} or older, got version ${newestVersion + 4}`),
    }),
  )
  expect(readFileSync(path)).toEqual(before)
})

test("another program's database is refused and left as it is", () => {
  const path = join(temporaryFolder(), 'places.sqlite')
  const client = new Database(path)
  client.exec('CREATE TABLE bookmarks (url TEXT)')
  client.close()
  const before = readFileSync(path)
  expect(code(() => openStore(path))).toBe('store.unreadable')
  expect(readFileSync(path)).toEqual(before)
})

test('a file that is no database, a damaged one, and a folder are refused', () => {
  const folder = temporaryFolder()
  const text = join(folder, 'notes.db')
  writeFileSync(
    text,
    'not a database, but long enough to look like a file with a header of a hundred bytes and a bit more, or so',
  )
  expect(code(() => openStore(text))).toBe('store.unreadable')
  expect(code(() => openStore(folder))).toBe('store.unreadable')
  expect(code(() => openStore(join(text, 'results.db')))).toBe('store.unreadable')
  const damaged = join(folder, 'damaged.db')
  const store = openStore(damaged)
  store.createRun(runHeader())
  for (let i = 0; i < 200; i++) store.append(runHeader().runId, record(i))
  store.close()
  const bytes = readFileSync(damaged)
  bytes.fill(0xff, 4096)
  writeFileSync(damaged, bytes)
  expect(
    code(() => {
      using broken = openStore(damaged)
      return [...broken.records(broken.findRun('latest').runId)]
    }),
  ).toBe('store.unreadable')
})

test('damaged token times of one request are refused by name', () => {
  const path = join(temporaryFolder(), 'results.db')
  const store = open(path)
  store.createRun(runHeader())
  store.append(runHeader().runId, record(0))
  store.listRuns()
  const client = new Database(path)
  client.prepare("UPDATE requests SET events = x'0163ff'").run()
  client.close()
  expect(() => [...store.records(runHeader().runId)]).toThrow(/^request 0 in the store: token events/)
})

test('an empty file becomes a store, as SQLite itself would have it', () => {
  const path = join(temporaryFolder(), 'results.db')
  writeFileSync(path, '')
  expect(open(path).listRuns()).toEqual([])
})

test('a folder nobody may write to is refused as read-only', () => {
  expect(code(() => openStore('/sys/infbench/results.db'))).toBe('store.readonly')
})
