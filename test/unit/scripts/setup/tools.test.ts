import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainScript } from '../../../helpers/plain-script.ts'

const { buildEnvironment, requireNode, requireTools, satisfies } = await plainScript<{
  buildEnvironment(env: Record<string, string>, execPath: string): Record<string, string>
  requireNode(root: string, version: string): void
  requireTools(tools: string[], path: string): void
  satisfies(version: string, range: string): boolean
}>('scripts/setup/tools.mjs')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-tools-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a range of package.json takes the versions that npm would take', () => {
  const range = '^20.19.0 || ^22.12.0 || >=24.0.0'
  const taken = ['20.19.0', '20.20.2', '22.12.0', '22.13.1', '24.0.0', '25.1.0']
  const refused = ['18.20.0', '20.18.9', '21.9.0', '22.11.99', '23.11.0']
  expect(taken.filter((version) => !satisfies(version, range))).toEqual([])
  expect(refused.filter((version) => satisfies(version, range))).toEqual([])
})

test('an old node is refused in one line that says which one to get', () => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ engines: { node: '^20.19.0' } }))
  expect(() => requireNode(folder, '18.1.0')).toThrow(
    'node 18.1.0 is too old; install node ^20.19.0 (https://nodejs.org)',
  )
  expect(() => requireNode(folder, '20.19.0')).not.toThrow()
})

test('missing tools are named in one line with the command that gets them', () => {
  writeFileSync(join(folder, 'make'), '')
  chmodSync(join(folder, 'make'), 0o755)
  writeFileSync(join(folder, 'g++'), 'not executable')
  expect(() => requireTools(['make'], folder)).not.toThrow()
  expect(() => requireTools(['make', 'g++', 'python3'], folder)).toThrow(
    'g++, python3 missing; get them with: apt-get install -y g++ python3',
  )
  expect(() => requireTools(['npm'], '')).toThrow('npm missing; get it with: apt-get install -y npm')
})

test('headers beside node are used only where they are of this very version and nobody chose others', () => {
  expect(buildEnvironment({ A: '1' }, join(folder, 'bin/node'))).toEqual({ A: '1', JOBS: 'max' })
  const chosen = { npm_config_nodedir: '/opt', JOBS: '1' }
  expect(buildEnvironment(chosen, process.execPath)).toEqual(chosen)
})
