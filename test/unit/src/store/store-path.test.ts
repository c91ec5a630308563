import { expect, test } from 'vitest'
import { storePath } from '../../../../src/store/store-path.ts'

test.each([
  ['--db goes before everything', 'flag.db', { INFBENCH_DB: '/env.db' }, '/home/ada/flag.db'],
  ['INFBENCH_DB goes before the default', undefined, { INFBENCH_DB: 'env.db' }, '/home/ada/env.db'],
  ['the default is in the current folder', undefined, {}, '/home/ada/.infbench/results.db'],
  ['an empty variable counts as none', undefined, { INFBENCH_DB: '' }, '/home/ada/.infbench/results.db'],
  ['an absolute path stays', '/tmp/a.db', {}, '/tmp/a.db'],
])('%s', (_title, flag, env, expected) => {
  expect(storePath(flag, env, '/home/ada')).toBe(expected)
})
