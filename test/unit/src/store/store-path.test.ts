import { expect, test } from 'vitest'
import { storePath } from '../../../../src/store/store-path.ts'

test.each([
  ['--db goes before everything', 'flag.db', { INFBENCH_DB: '/env.db' }, '/work/flag.db'],
  ['INFBENCH_DB goes before the default', undefined, { INFBENCH_DB: 'env.db' }, '/work/env.db'],
  ['the default is in the current folder', undefined, {}, '/work/.infbench/results.db'],
  ['an empty variable counts as none', undefined, { INFBENCH_DB: '' }, '/work/.infbench/results.db'],
  ['an absolute path stays', '/tmp/a.db', {}, '/tmp/a.db'],
])('%s', (_title, flag, env, expected) => {
  expect(storePath(flag, env, '/work')).toBe(expected)
})
