import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainScript } from '../../../helpers/plain-script.ts'

const { isInstalled } = await plainScript<{ isInstalled(root: string): boolean }>('scripts/setup/installed.mjs')
const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b-arm': { version: '2.0.0', optional: true },
}

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infbench-installed-'))
  mkdirSync(join(root, 'node_modules/a'), { recursive: true })
  writeFileSync(join(root, 'node_modules/a/package.json'), '{}')
  lock('package-lock.json', wanted)
})
afterEach(() => rmSync(root, { recursive: true }))

const lock = (path: string, packages: object) => writeFileSync(join(root, path), JSON.stringify({ packages }))

test('an install is whole when all but optional packages are there in the versions of the lockfile', () => {
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
  expect(isInstalled(root)).toBe(true)
})

test('an install that npm did not finish is not whole', () => {
  expect(isInstalled(root)).toBe(false)
})

test('another version or a folder that is gone makes an install not whole', () => {
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.1' } })
  expect(isInstalled(root)).toBe(false)
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
  rmSync(join(root, 'node_modules/a'), { recursive: true })
  expect(isInstalled(root)).toBe(false)
})
