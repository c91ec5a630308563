import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainScript } from '../../../helpers/plain-script.ts'

interface Stage {
  upToDate(): boolean
  run(): Promise<void>
}
const { stage } = await plainScript<{ stage(options: object): Stage }>('scripts/setup/stage.mjs')

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infbench-stage-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = () => writeFileSync(join(root, 'out'), '')
const make = (more: object = {}) =>
  stage({ root, title: 'make', stamp: 'build/stamp', fingerprint: () => 'v1', outputs: ['out'], work: write, ...more })

test('a stage that has run is up to date until its inputs change', async () => {
  expect(make().upToDate()).toBe(false)
  await make().run()
  expect(make().upToDate()).toBe(true)
  expect(make({ fingerprint: () => 'v2' }).upToDate()).toBe(false)
})

test('a stage whose output was taken away is not up to date', async () => {
  await make().run()
  rmSync(join(root, 'out'))
  expect(make().upToDate()).toBe(false)
})

test('a stage that fails midway is not believed, even where it was up to date before', async () => {
  await make().run()
  const failing = make({
    work: () => {
      write()
      throw new Error('interrupted')
    },
  })
  await expect(failing.run()).rejects.toThrow('interrupted')
  expect(make().upToDate()).toBe(false)
})

test('a stage that ends without its output says so', async () => {
  await expect(make({ work: () => {} }).run()).rejects.toThrow('make: ended without out')
})

test('outputs made without the setup are taken over when they are vouched for', () => {
  write()
  expect(make().upToDate()).toBe(false)
  expect(make({ adopt: () => true }).upToDate()).toBe(true)
  expect(make().upToDate()).toBe(true)
})
