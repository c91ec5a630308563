import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

// The real setup in a repository of the smallest kind, with an npm and a compiler that write down what they were asked.
const repository = resolve(import.meta.dirname, '../../..')
let root = ''

const bundler = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync('log', 'bundle\\n')
mkdirSync('dist/reports', { recursive: true })
for (const name of ['client.js', 'page.css']) writeFileSync('dist/reports/' + name, '')
`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'infbench-setup-'))
  for (const path of ['scripts/setup.mjs', 'scripts/setup', 'scripts/build.mjs', 'package.json']) {
    cpSync(join(repository, path), join(root, path), { recursive: true })
  }
  write('package-lock.json', '{"packages":{}}')
  write('src/cli/main.ts', 'export {}')
  write('engine/main.ts', 'export {}')
  write('engine/native/binding.gyp', '{}')
  write('scripts/build-report-client.mjs', bundler)
  for (const tool of ['python3', 'g++', 'gcc', 'make']) program(`bin/${tool}`, 'exit 0')
  symlinkSync(process.execPath, join(root, 'bin/node'))
  program(
    'bin/npm',
    `echo "npm $*" >> log
if [ "$1" = ci ]; then
  [ -e slow ] && sleep 0.3
  [ -e broken ] && { mkdir -p node_modules; echo no space left; exit 7; }
  mkdir -p node_modules/better-sqlite3/build/Release node_modules/typescript/bin
  touch node_modules/.package-lock.json
  cp tsc.js node_modules/typescript/bin/tsc
elif [ "$1" = rebuild ]; then
  [ -e unbuildable ] && { echo no compiler; exit 1; }
  touch node_modules/better-sqlite3/build/Release/better_sqlite3.node
else
  mkdir -p engine/native/build/Release && touch engine/native/build/Release/infbench_native.node
  mkdir -p src/clients/native/build/Release && touch src/clients/native/build/Release/infbench_wire.node
fi`,
  )
  write(
    'tsc.js',
    `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
appendFileSync('log', 'tsc\\n')
for (const folder of ['dist/src/cli', 'dist/engine']) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(folder + '/main.js', '')
}`,
  )
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function program(path: string, body: string) {
  write(path, `#!/bin/sh\n${body}\n`)
  chmodSync(join(root, path), 0o755)
}

const environment = () => ({ PATH: `${join(root, 'bin')}:/usr/bin:/bin` })

function setUp(env: NodeJS.ProcessEnv = environment()) {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/setup.mjs'], {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: 50_000,
  })
  return { status, stderr }
}

const log = () => (existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8').trim().split('\n') : [])
const install = 'npm ci --include=dev --no-audit --no-fund --ignore-scripts'
const wire = process.platform === 'linux' ? ['npm run --silent build:wire'] : []
const compile = ['tsc', 'bundle', ...wire, 'npm run --silent build:native']
const rebuild = 'npm rebuild better-sqlite3 esbuild'

/** Lines of a whole setup. */
const whole = 2 + compile.length

/** After the install, the dependencies' native code is compiled at any time beside our own, which has an order. */
function expectWhole(lines: readonly string[]) {
  expect(lines[0]).toBe(install)
  expect(lines.filter((line) => line !== rebuild)).toEqual([install, ...compile])
  expect(lines).toContain(rebuild)
  expect(lines).toHaveLength(whole)
}

test('a fresh clone is installed and built, and a second call does no work and says nothing', () => {
  const first = setUp()
  expect(first.stderr).toMatch(new RegExp(`^(?:setup: .* (?:\\.\\.\\.|done in \\d+\\.\\d s)\\n){${2 * whole}}$`))
  expect(first).toMatchObject({ status: 0 })
  expectWhole(log())
  expect(setUp()).toEqual({ status: 0, stderr: '' })
  expectWhole(log())
})

test('what changed is made again, and nothing else', () => {
  setUp()
  write('src/cli/main.ts', 'export const a = 1')
  setUp()
  expect(log().slice(whole)).toEqual(['tsc'])
  write('engine/native/plan/plan.cc', '')
  setUp()
  expect(log().slice(whole + 1)).toEqual(['npm run --silent build:native'])
  write('src/clients/native/http/head.cc', '')
  setUp()
  expect(log().slice(whole + 2)).toEqual(wire)
  write('package-lock.json', '{"packages":{"node_modules/new":{"version":"1.0.0"}}}')
  setUp()
  expectWhole(log().slice(whole + 2 + wire.length))
})

test('an install that broke off is not believed, and its output is shown', () => {
  write('broken', '')
  const { status, stderr } = setUp()
  expect(status).toBe(1)
  expect(stderr).toContain('no space left')
  rmSync(join(root, 'broken'))
  expect(setUp().status).toBe(0)
  expect(log()[0]).toBe(install)
  expectWhole(log().slice(1))
})

test('native code of a dependency that does not compile is told when what compiles beside it has ended', () => {
  write('unbuildable', '')
  const { status, stderr } = setUp()
  expect(status).toBe(1)
  expect(stderr).toContain('no compiler')
  expect(log().filter((line) => line !== rebuild)).toEqual([install, ...compile])
  rmSync(join(root, 'unbuildable'))
  expect(setUp().status).toBe(0)
  expect(log().slice(whole)).toEqual([rebuild])
})

test('two setups at once do the work once', async () => {
  write('slow', '')
  const ends = [1, 2].map(
    () =>
      new Promise((end) =>
        spawn(process.execPath, ['scripts/setup.mjs'], { cwd: root, env: environment(), stdio: 'ignore' }).on(
          'exit',
          end,
        ),
      ),
  )
  expect(await Promise.all(ends)).toEqual([0, 0])
  expectWhole(log())
})

test('the lock of a setup that was killed is taken over', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  write('.setup.lock', String(gone))
  expect(setUp().status).toBe(0)
  expect(existsSync(join(root, '.setup.lock'))).toBe(false)
})

test('a machine without a compiler is told in one line how to get one, and nothing is half done', () => {
  rmSync(join(root, 'bin/g++'))
  expect(setUp({ PATH: join(root, 'bin') })).toEqual({
    status: 1,
    stderr: 'setup: install dependencies ...\nsetup: g++ missing; get it with: apt-get install -y g++\n',
  })
  expect(log()).toEqual([])
})

test('compiled files whose source is gone are taken away', () => {
  setUp()
  write('dist/src/cli/old.js', '')
  write('dist/src/cli/old.d.ts', '')
  write('src/cli/new.ts', '')
  setUp()
  expect(existsSync(join(root, 'dist/src/cli/old.js'))).toBe(false)
  expect(existsSync(join(root, 'dist/src/cli/old.d.ts'))).toBe(false)
  expect(existsSync(join(root, 'dist/src/cli/main.js'))).toBe(true)
  expect(existsSync(join(root, 'dist/reports/client.js'))).toBe(true)
})
