import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
// @ts-expect-error: a script in plain JavaScript
import { treeFaults as faultsOf } from '../../../../scripts/lint/tree.mjs'

const treeFaults = faultsOf as (root: string) => string[]
let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infbench-tree-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, lines = 1) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), 'x\n'.repeat(lines))
}

test('a file named after nothing in particular is refused', () => {
  for (const name of ['utils.ts', 'types.ts', 'index.ts', 'helpers.mjs', 'common.cc']) write(`src/core/${name}`)
  expect(treeFaults(root)).toHaveLength(5)
})

test('a folder of thirteen files wants subfolders, one of twelve does not', () => {
  for (let i = 0; i < 12; i++) write(`src/core/file-${i}.ts`)
  expect(treeFaults(root)).toEqual([])
  write('src/core/file-12.ts')
  expect(treeFaults(root)).toEqual(['src/core: 13 files; past 12 a folder gets subfolders'])
})

test('C++ is held to 200 lines and the kernels of one instruction set to 300', () => {
  write('engine/native/plan/plan.cc', 201)
  write('engine/native/kernels/linear/linear_avx2.cc', 300)
  write('engine/native/kernels/linear/linear_scalar.cc', 301)
  expect(treeFaults(root)).toEqual([
    'engine/native/kernels/linear/linear_scalar.cc: 301 lines; at most 300',
    'engine/native/plan/plan.cc: 201 lines; at most 200',
  ])
})

test('names are kebab-case, underscores being kept for C++', () => {
  write('src/core/requestRecord.ts')
  write('src/core/request_record.ts')
  write('src/kvCache/pool.ts')
  write('engine/native/threads/thread_pool.h')
  expect(treeFaults(root)).toHaveLength(3)
})
