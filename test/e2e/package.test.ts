import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The package as npm would ship it, unpacked beside the modules of this clone instead of freshly installed ones.
// scripts/try-install.sh does the whole thing, `npm install -g` with its compilers included; it takes minutes.
const root = resolve(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
  dependencies: Record<string, string>
}
let folder = ''
let installed = ''
let files: readonly string[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-package-'))
  const packed = execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)
  files = (JSON.parse(packed.stdout) as { files: { path: string }[] }[])[0]?.files.map((file) => file.path) ?? []
  execute('tar', ['xzf', join(folder, `infbench-${manifest.version}.tgz`), '-C', folder], root)
  installed = join(folder, 'package')
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function execute(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 150_000 })
}

const infbench = (...args: string[]) =>
  execute(process.execPath, [join(installed, 'dist/src/cli/main.js'), ...args], folder, {
    PATH: process.env.PATH,
    HOME: folder,
  })

test('the package holds what a user needs', () => {
  const needed = [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'dist/src/cli/main.js',
    'dist/src/infbench.js',
    'dist/src/infbench.d.ts',
    'dist/engine/main.js',
    'dist/reports/client.js',
    'dist/reports/page.css',
    'workloads/quickstart.yaml',
    'workloads/distributions/azure-conv-2023.json',
    'engine/native/binding.gyp',
    'engine/native/build/Release/infbench_native.node',
    'src/clients/native/binding.gyp',
    'src/clients/native/build/Release/infbench_wire.node',
    'scripts/install.mjs',
    'action.yml',
    '.github/action/gate.mjs',
  ]
  expect(needed.filter((path) => !files.includes(path))).toEqual([])
})

test('the package holds no tests, no sources of what is compiled, no maps and no object files', () => {
  expect(
    files.filter((path) =>
      /^(?:test|\.ci|\.github(?!\/action\/))\/|^(?:engine|src\/clients)\/(?!native)|^src\/(?!clients)|\.(?:map|o|a|tgz)$|tsconfig/.test(
        path,
      ),
    ),
  ).toEqual([])
})

test('every package that shipped code imports is a dependency, and every dependency is used', () => {
  const scripts = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.js') && path !== join('reports', 'client.js'),
  )
  const imported = new Set(scripts.flatMap((path) => packagesOf(readFileSync(join(installed, 'dist', path), 'utf8'))))
  const declared = Object.keys(manifest.dependencies)
  // tsx loads workers of a clone whose sources run; compiled code never comes there. k6's modules are in the scripts that are
  // written for k6.
  const elsewhere = ['tsx', 'k6']
  expect([...imported].filter((name) => !declared.includes(name) && !elsewhere.includes(name))).toEqual([])
  // node-addon-api is for the compiler of the addon.
  expect(declared.filter((name) => !imported.has(name) && name !== 'node-addon-api')).toEqual([])
})

function packagesOf(code: string): string[] {
  const specifiers = [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'".][^'"]*)['"]/g)].map(
    (match) => match[1] as string,
  )
  const packages = specifiers.filter(
    (specifier) => !specifier.startsWith('node:') && /^[@a-z][\w@./-]*$/.test(specifier),
  )
  return packages.map((specifier) =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  )
}

test('the unpacked package says its version', () => {
  expect(infbench('--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

test('the unpacked package runs a workload against its bundled engine and reports it', () => {
  const workload = join(installed, 'workloads/quickstart.yaml')
  const { status, stdout, stderr } = infbench('run', workload, '--set', 'duration=2s', '--set', 'warmup=0s', '--json')
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'infbench.run/1', requests: { failed: 0 } })
  expect(infbench('report', 'latest', '-o', 'run.html').status).toBe(0)
  expect(readFileSync(join(folder, 'run.html'), 'utf8')).toMatch(/^<!doctype html>/i)
})

test('the install script takes an addon that loads as it is', () => {
  expect(execute(process.execPath, ['scripts/install.mjs'], installed)).toMatchObject({
    status: 0,
    stdout: '',
    stderr: '',
  })
})

test('without a compiler the install goes through and says what is missing', () => {
  for (const folder of ['engine', 'src/clients']) rmSync(join(installed, folder, 'native/build'), { recursive: true })
  const { status, stderr } = execute(process.execPath, ['scripts/install.mjs'], installed, { PATH: folder })
  expect(status).toBe(0)
  expect(stderr).toContain("the bundled engine's native addon was not built; everything else works")
  expect(stderr).toContain("the client's native addon was not built; requests go over Node's own sockets")
  expect(stderr).toContain('hint: apt-get install -y g++ make python3')
})
