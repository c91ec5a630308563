/*
 * Everything a change must pass, cheapest first, stopping at the first failure: format, lint, types, tests.
 * `--quick` leaves out the tests that start processes (integration and e2e). The test stage is skipped, saying so, when
 * `npm test` has already passed on exactly the files that lie there.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { passedLine } from './test/passed-stamp.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const quick = process.argv.includes('--quick')
const bin = (path) => [process.execPath, join(root, 'node_modules', path)]

const stages = [
  { name: 'format', commands: [[...bin('@biomejs/biome/bin/biome'), 'format', '.']] },
  {
    name: 'lint',
    commands: [[...bin('oxlint/bin/oxlint')], [process.execPath, 'scripts/lint/tree.mjs']],
  },
  {
    name: 'types',
    commands: ['tsconfig.test.json', 'reports/client'].map((project) => [
      ...bin('typescript/bin/tsc'),
      '--noEmit',
      '-p',
      project,
    ]),
  },
  {
    name: 'tests',
    commands: [[process.execPath, 'scripts/test/run-tests.mjs', ...(quick ? ['test/unit', 'test/property'] : [])]],
  },
]

const say = (line) => process.stderr.write(`${line}\n`)

function passes(stage) {
  const already = stage.name === 'tests' ? passedLine(root) : null
  if (already !== null) {
    say(`check: tests have passed on these very files: ${already}`)
    return true
  }
  const startedAt = process.hrtime.bigint()
  const passed = stage.commands.every(
    ([program, ...args]) => spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0,
  )
  say(
    `check: ${stage.name} ${passed ? 'passed' : 'FAILED'} in ${(Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1)} s`,
  )
  return passed
}

process.exitCode = stages.every(passes) ? 0 : 1
