import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { newestVersion } from '../../../src/store/migrations/migrate.ts'
import { commandsIn } from '../../helpers/command-case.ts'
import { opened, storeFile } from '../../helpers/store-case.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const at = (path: string) => commandsIn(join(path, '..'), { INFBENCH_DB: path })

test.each([
  [['db', 'prune'], 'db prune: expected --older-than, --keep or both, got neither: every run would go'],
  [['db', 'prune', '--older-than', '90'], 'db prune: --older-than: expected an age such as 90d, 12h or 8w, got "90"'],
  [['db', 'prune', '--keep', '-1'], 'db prune: --keep: expected a whole number from 0 on, got -1'],
  [['db', 'vacuum', '--deep'], 'db vacuum: expected no --deep, got it'],
  [['db', 'info', 'x.db'], 'db info: expected no file, got x.db'],
  [['db', 'merge'], 'db merge: expected files, got nothing'],
  [['db', 'recover'], 'db recover: expected a file, got nothing'],
  [['db', 'recover', 'results.db'], 'db recover: expected the path of a new file'],
  [['db', 'frobnicate'], 'db: action: expected one of info, check, vacuum, prune, merge, recover'],
])('%j is refused with one line and a hint, and nothing is changed', async (argv, message) => {
  const path = storeFile(['a'])
  const { code, stdout, stderr } = await at(path)(...argv)
  expect(stderr).toContain(`error: ${message}`)
  expect(stderr).toMatch(/^[^\n]+\n {2}hint: [^\n]+\n$/)
  expect([code, stdout]).toEqual([64, ''])
  expect(opened(path).listRuns()).toHaveLength(1)
})

test('a database that is not there is one line, and none is made, but for a merge', async () => {
  const path = storeFile(['a'])
  const none = commandsIn(join(path, '..'), { INFBENCH_DB: 'none.db' })
  for (const action of ['info', 'check', 'vacuum']) {
    const { code, stderr } = await none('db', action)
    expect(stderr).toMatch(/^error: .*none\.db: expected a results database, got no such file\n/)
    expect(code).toBe(65)
  }
  expect((await none('db', 'merge', 'results.db')).stdout).toContain('1 run with 20 requests')
  expect(opened(join(path, '../none.db')).findRun('a').runId).toBe('a')
})

test('prune tells what would go, then deletes exactly that', async () => {
  const path = storeFile(['a', 'b', 'c'])
  const infbench = at(path)
  const dry = await infbench('db', 'prune', '--keep', '1', '--dry-run')
  expect(dry.stdout).toMatch(/^run +name[^\n]*\na [^\n]*\nb [^\n]*\n\n2 runs would go\n/)
  expect(opened(path).listRuns()).toHaveLength(3)
  const { stdout } = await infbench('db', 'prune', '--keep', '1', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'infbench.prune/1',
    dryRun: false,
    runs: [{ runId: 'a' }, { runId: 'b' }],
  })
  expect(
    opened(path)
      .listRuns()
      .map(({ runId }) => runId),
  ).toEqual(['c'])
})

test('a deep check makes every summary again and finds the one that was changed; labels are no change', async () => {
  const path = storeFile(['a', 'b'])
  const infbench = at(path)
  await infbench('tag', 'a', '+later')
  const sound = await infbench('db', 'check', '--deep')
  expect(sound.stdout).toMatch(/sound: .*, 2 summaries made again and compared\n$/)
  expect(sound.code).toBe(0)
  const client = new Database(path)
  client.exec("UPDATE documents SET body = json_set(body, '$.requests.warmup', 5) WHERE run = 2")
  client.close()
  const version = JSON.parse((await infbench('db', 'check', '--json')).stdout)
  expect(version).toMatchObject({ schema: 'infbench.check/1', deep: false, documents: null, faults: [] })
  const { code, stdout } = await infbench('db', 'check', '--deep')
  expect(stdout).toMatch(/1 fault\n {2}run b: summary, requests\.warmup: expected 20 by its requests, got 5\n/)
  expect(code).toBe(65)
})

test('info and vacuum tell sizes a person reads and a script can add', async () => {
  const infbench = at(storeFile(['a']))
  expect((await infbench('db', 'info')).stdout).toMatch(
    / requests +20\n +events +[\d,]+ in [\d.]+ KiB, [\d.]+ bytes each/,
  )
  expect(JSON.parse((await infbench('db', 'info', '--json')).stdout)).toMatchObject({
    ...{ schema: 'infbench.store/1', counts: { runs: 1, requests: 20 } },
  })
  expect((await infbench('db', 'vacuum')).stdout).toMatch(/^results\.db: [\d.]+ KiB before, [\d.]+ KiB now\n$/)
})

test('who opens a store of an older version is told once what became of it and where it is as it was', async () => {
  const path = join(temporaryFolder(), 'results.db')
  const client = new Database(path)
  client.exec(readFileSync(join(import.meta.dirname, '../../fixtures/store/versions/v8.sql'), 'utf8'))
  client.close()
  const first = await at(path)('tag', 'latest', '--json')
  expect(first.stderr).toBe(
    `note: results.db was of version 8 and is now of ${newestVersion}; as it was: results.db.v8.backup\n`,
  )
  expect(JSON.parse(first.stdout).runId).toMatch(/^20260302/)
  expect((await at(path)('tag', 'latest', '--json')).stderr).toBe('')
})
