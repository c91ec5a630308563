import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

function storeWith(...runIds: readonly string[]): Store {
  const store = openStore(join(temporaryFolder(), 'results.db'))
  onTestFinished(() => store.close())
  for (const [i, runId] of runIds.entries()) store.createRun(runHeader({ runId, startedAtMs: i }))
  return store
}

test('tags are added once, taken away first, and keep their order', () => {
  const store = storeWith('a')
  expect(store.changeTags('a', { add: ['x', 'y', 'x'] })).toEqual(['x', 'y'])
  expect(store.changeTags('a', { remove: ['x', 'never'], add: ['z', 'y'] })).toEqual(['y', 'z'])
  expect(store.changeTags('a', { remove: ['z'], add: ['z'] })).toEqual(['y', 'z'])
  expect(store.findRun('a').tags).toEqual(['y', 'z'])
  expect(store.listTags()).toEqual(['y', 'z'])
  expect(() => store.changeTags('gone', { add: ['x'] })).toThrow(expect.objectContaining({ code: 'run.unknown' }))
})

test('what is said of a run while it goes on outlives its end', () => {
  const store = storeWith()
  const header = runHeader({ state: 'running', tags: ['first'], project: 'chat' })
  store.createRun(header)
  store.changeTags(header.runId, { add: ['second'] })
  store.setProject(header.runId, 'other')
  store.finishRun({ ...header, state: 'completed' })
  expect(store.findRun(header.runId)).toMatchObject({
    ...{ state: 'completed', tags: ['first', 'second'], project: 'other' },
  })
})

test('a run is in one project or in none, and the list tells them apart', () => {
  const store = storeWith('a', 'b')
  store.setProject('a', 'chat')
  expect(store.listRuns({ project: 'chat' }).map(({ runId, project }) => [runId, project])).toEqual([['a', 'chat']])
  store.setProject('a', 'code')
  expect(store.listProjects()).toEqual(['code'])
  store.setProject('a', null)
  expect(store.findRun('a').project).toBeNull()
  expect(store.listProjects()).toEqual([])
})

test('notes are numbered, kept with their time, and one is taken away by its number', () => {
  const store = storeWith('a', 'b')
  expect([store.addNote('a', 'one', 1000), store.addNote('a', 'two', 2000), store.addNote('b', 'three', 1)]).toEqual([
    1, 2, 1,
  ])
  expect(store.removeNote('a', 1)).toBe(true)
  expect(store.removeNote('a', 1)).toBe(false)
  expect(store.addNote('a', 'four', 3000)).toBe(3)
  expect(store.listNotes('a')).toEqual([
    { number: 2, writtenAtMs: 2000, text: 'two' },
    { number: 3, writtenAtMs: 3000, text: 'four' },
  ])
})

test('a baseline is unique in its project, is set anew, and goes with the last of its runs', () => {
  const store = storeWith('a', 'b', 'c')
  store.setProject('c', 'chat')
  store.setBaseline({ project: null, name: 'main', setAtMs: 1, runIds: ['a', 'b', 'a'] })
  store.setBaseline({ project: 'chat', name: 'main', setAtMs: 2, runIds: ['c'] })
  expect(store.listBaselines()).toEqual([
    { project: null, name: 'main', setAtMs: 1, runIds: ['a', 'b'] },
    { project: 'chat', name: 'main', setAtMs: 2, runIds: ['c'] },
  ])
  store.setBaseline({ project: null, name: 'main', setAtMs: 3, runIds: ['b'] })
  expect(store.listBaselines(null).map(({ runIds }) => runIds)).toEqual([['b']])
  store.deleteRun('b')
  expect(store.listBaselines().map(({ project }) => project)).toEqual(['chat'])
  expect(store.removeBaseline('main', null)).toBe(false)
  expect(store.removeBaseline('main', 'chat')).toBe(true)
  expect(store.listBaselines()).toEqual([])
  expect(store.findRun('c').runId).toBe('c')
})

test('a baseline of a run that is not there is not set, and the one before it stays', () => {
  const store = storeWith('a')
  store.setBaseline({ project: null, name: 'main', setAtMs: 1, runIds: ['a'] })
  expect(() => store.setBaseline({ project: null, name: 'main', setAtMs: 2, runIds: ['a', 'gone'] })).toThrow(
    expect.objectContaining({ code: 'run.unknown' }),
  )
  expect(store.listBaselines()).toEqual([{ project: null, name: 'main', setAtMs: 1, runIds: ['a'] }])
})

test('the file refuses two baselines of one name in a project, and labels without text', () => {
  const store = storeWith('a')
  const client = new Database(store.path)
  onTestFinished(() => void client.close())
  client.exec("INSERT INTO baselines VALUES (1, NULL, 'main', 0), (2, 'p', 'main', 0)")
  expect(() => client.exec("INSERT INTO baselines VALUES (3, NULL, 'main', 0)")).toThrow('UNIQUE')
  expect(() => client.exec("INSERT INTO baselines VALUES (3, '', 'x', 0)")).toThrow('CHECK')
  expect(() => client.exec("UPDATE runs SET project = ''")).toThrow('CHECK')
  expect(() => client.exec("INSERT INTO notes VALUES (1, 1, 0, '')")).toThrow('CHECK')
})
