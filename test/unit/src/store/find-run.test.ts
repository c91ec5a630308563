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

test('of many candidates only a few are listed', () => {
  const many = database(Array.from({ length: 9 }, (_, i) => [`x${i}`, 'n'] as const))
  expect(() => find('x', many)).toThrow(/expected one run, got 9: x8, x7, x6, x5, x4 and 4 more$/)
})
