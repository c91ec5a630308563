import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { findRunId } from '../../../../src/store/find-run.ts'
import { migrate } from '../../../../src/store/migrations/migrate.ts'
import { runRows } from '../../../../src/store/rows/run-rows.ts'
import { describeProcess } from '../../../../src/store/writer-process.ts'
import { runHeader } from '../../../helpers/build-record.ts'

function database(runs: readonly (readonly [runId: string, name: string])[]) {
  const memory = new Database(':memory:')
  migrate(memory, 'memory')
  const rows = runRows(memory)
  for (const [i, [runId, name]] of runs.entries())
    rows.insert(runHeader({ runId, name, startedAtMs: i }), describeProcess())
  return memory
}

const three = database([
  ['20260301-100000-aaaaaa', 'chat'],
  ['20260302-100000-bbbbbb', 'code'],
  ['20260302-110000-cccccc', 'chat'],
])
const find = (reference: string, among = three) => findRunId(among, reference, '/x/results.db')

test.each([
  ['20260302-100000-bbbbbb', 'bbbbbb'],
  ['20260301', 'aaaaaa'],
  ['20260302-11', 'cccccc'],
  ['latest', 'cccccc'],
  ['latest~0', 'cccccc'],
  ['latest~2', 'aaaaaa'],
  ['chat', 'cccccc'],
  ['chat~1', 'aaaaaa'],
  ['code', 'bbbbbb'],
])('%s is the run %s', (reference, end) => {
  expect(find(reference)).toMatch(new RegExp(`${end}$`))
})

test.each([
  ['20260302', 'run "20260302": expected one run, got 2: 20260302-110000-cccccc, 20260302-100000-bbbbbb'],
  ['latest~3', 'run "latest~3": expected at most latest~2, for there are 3 runs'],
  ['code~1', 'run "code~1": expected at most code~0, for there is 1 run'],
  ['chta', 'run "chta": expected an id, the start of one, a name or latest; did you mean chat?'],
  ['lastest', 'run "lastest": expected an id, the start of one, a name or latest; did you mean latest?'],
  ['%', 'run "%": expected an id, the start of one, a name or latest'],
  ['', 'run "": expected an id, the start of one, a name or latest'],
])('%j is none, and the message is exact', (reference, message) => {
  expect(() => find(reference)).toThrow(expect.objectContaining({ code: 'run.unknown', message }))
})

test('in an empty store the hint is how to make a run', () => {
  expect(() => find('latest', database([]))).toThrow(
    expect.objectContaining({
      code: 'run.unknown',
      message: expect.stringContaining('none at all in /x/results.db'),
      hint: expect.stringContaining('infbench run'),
    }),
  )
})

test('a name that looks like a position still finds its run', () => {
  const odd = database([
    ['r1', 'v~2'],
    ['r2', 'other'],
  ])
  expect(find('v~2', odd)).toBe('r1')
})

const labelled = database([
  ['r1', 'a'],
  ['r2', 'b'],
  ['r3', 'c'],
])
for (const [run, project] of [
  ['r1', 'chat'],
  ['r2', 'chat'],
  ['r3', null],
] as const)
  labelled.prepare('UPDATE runs SET project = ? WHERE run_id = ?').run(project, run)
labelled.exec(`INSERT INTO run_tags VALUES (1, 0, 'fast'), (2, 0, 'slow'), (2, 1, 'fast');
INSERT INTO baselines VALUES (1, 'chat', 'main', 0), (2, NULL, 'main', 0), (3, 'chat', 'best', 0);
INSERT INTO baseline_runs VALUES (1, 1, 1), (1, 2, 0), (2, 3, 0), (3, 1, 0)`)

test.each([
  ['tag:fast', 'r2'],
  ['tag:fast~1', 'r1'],
  ['tag:slow', 'r2'],
  ['project:chat', 'r2'],
  ['project:chat~1', 'r1'],
  ['baseline:best', 'r1'],
  ['baseline:chat/main', 'r2'],
  ['baseline:chat/main~1', 'r1'],
  ['baseline:/main', 'r3'],
])('%s is the newest run of that label: %s', (reference, runId) => {
  expect(find(reference, labelled)).toBe(runId)
})

test.each([
  ['tag:fats', 'run "tag:fats": expected tag:NAME of a stored run; did you mean tag:fast?'],
  ['project:chst', 'run "project:chst": expected project:NAME of a stored run; did you mean project:chat?'],
  ['baseline:bset', 'run "baseline:bset": expected baseline:NAME of a stored run; did you mean baseline:best?'],
  ['tag:slow~1', 'run "tag:slow~1": expected at most tag:slow~0, for there is 1 run'],
  ['baseline:main', 'baseline "main": expected one of its name, got those of 2 projects'],
])('%s is no label of a run, and the message is exact', (reference, message) => {
  expect(() => find(reference, labelled)).toThrow(expect.objectContaining({ code: 'run.unknown', message }))
})

test('a run whose name looks like a label is found by its name', () => {
  expect(find('tag:x', database([['r1', 'tag:x']]))).toBe('r1')
})

test('of many candidates only a few are listed', () => {
  const many = database(Array.from({ length: 9 }, (_, i) => [`x${i}`, 'n'] as const))
  expect(() => find('x', many)).toThrow(/expected one run, got 9: x8, x7, x6, x5, x4 and 4 more$/)
})
