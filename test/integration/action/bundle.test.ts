import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { actionBundle, actionFile } from '../../helpers/action-runner.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const root = resolve(import.meta.dirname, '../../..')

test('the bundle in the repository is what its sources give (npm run build:action)', () => {
  const fresh = join(temporaryFolder(), 'gate.mjs')
  const { status, stderr } = spawnSync(process.execPath, ['scripts/action/build-action.mjs', fresh], {
    cwd: root,
    encoding: 'utf8',
    timeout: 50_000,
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(readFileSync(actionBundle, 'utf8') === readFileSync(fresh, 'utf8')).toBe(true)
})

test('the bundle is below 5 MB and needs nothing but Node', () => {
  expect(statSync(actionBundle).size).toBeLessThan(5_000_000)
  const imported = [...readFileSync(actionBundle, 'utf8').matchAll(/^import .* from "([^"]+)";$/gm)].map(
    ([, name]) => name,
  )
  expect(imported.length).toBeGreaterThan(0)
  expect(imported.filter((name) => name?.startsWith('node:') !== true)).toEqual([])
})

test('action.yml declares the inputs that the action reads, and no others', () => {
  const source = readFileSync(join(root, 'src/action/action-inputs.ts'), 'utf8')
  const read = new Set([...source.matchAll(/\binput\('([a-z-]+)'\)/g)].map(([, name]) => name))
  expect([...read].toSorted()).toEqual(Object.keys(actionFile.inputs).toSorted())
})
