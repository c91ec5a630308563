import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate, newestVersion } from '../../../../src/store/migrations/migrate.ts'

test('a new database gets the newest schema at once', () => {
  const database = new Database(':memory:')
  migrate(database, 'memory')
  expect(database.pragma('user_version', { simple: true })).toBe(newestVersion)
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    .pluck()
    .all()
  // all of them: test/unit/docs/store-diagram.test.ts
  expect(names).toEqual(expect.arrayContaining(['requests', 'runs', 'v_requests', 'v_runs', 'v_summary']))
})

test('migrating twice changes nothing', () => {
  const database = new Database(':memory:')
  migrate(database, 'memory')
  const before = database.serialize()
  migrate(database, 'memory')
  expect(database.serialize()).toEqual(before)
})

test('a step that fails leaves no trace', () => {
  const database = new Database(':memory:')
  database.pragma('max_page_count = 3')
  expect(() => migrate(database, 'memory')).toThrow('full')
  expect(database.prepare('SELECT count(*) FROM sqlite_master').pluck().get()).toBe(0)
  expect(database.pragma('user_version', { simple: true })).toBe(0)
  expect(database.pragma('application_id', { simple: true })).toBe(0)
})

test('tables refuse values of the wrong type, states they do not know, and requests without a run', () => {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database, 'memory')
  expect(() => database.exec("INSERT INTO run_tags VALUES ('text', 0, 't')")).toThrow('cannot store TEXT value')
  expect(() => database.exec("INSERT INTO run_tags VALUES (1, 0, 't')")).toThrow('FOREIGN KEY')
  expect(() => database.exec("INSERT INTO documents VALUES (1, 's', '{')")).toThrow('CHECK')
})
