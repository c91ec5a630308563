import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
let house = ''
let faults: readonly Fault[] = []

interface Fault {
  readonly path: string
  readonly rule: string
  readonly message: string
}

/** Each row violates one rule of the house once; `[path, code, rule]`. */
const violations: readonly (readonly [string, string, string])[] = [
  // The import rule of src.
  ['src/core/above.ts', "import '../stats/percentile.ts'", 'imports-point-down'],
  ['src/stats/above.ts', "export * from '../hardware/cost.ts'", 'imports-point-down'],
  ['src/hardware/above.ts', "import type { A } from '../metrics/goodput.ts'; export type B = A", 'imports-point-down'],
  ['src/store/mate.ts', "import '../metrics/summarize.ts'", 'imports-point-down'],
  ['src/clients/mate.ts', "await import('../workload/schedule.ts')", 'imports-point-down'],
  ['src/load/mate.ts', "export { a } from '../targets/endpoint.ts'", 'imports-point-down'],
  ['src/report/above.ts', "import '../cli/main.ts'", 'imports-point-down'],
  ['src/action/mate.ts', "import '../cli/exit-codes.ts'", 'imports-point-down'],
  ['src/cli/above.ts', "import '../infbench.ts'", 'imports-point-down'],
  ['src/cli/engine.ts', "import '../../engine/main.ts'", 'imports-point-down'],
  ['src/cli/reports.ts', "import '../../reports/theme.ts'", 'imports-point-down'],
  ['src/cli/outside.ts', "import '../../scripts/setup.mjs'", 'imports-point-down'],
  ['src/attic/unknown.ts', "import '../core/clock.ts'", 'imports-point-down'],
  ['src/load/type-only.ts', "export type T = import('../report/build-report.ts').T", 'imports-point-down'],
  // The import rule of the engine.
  ['engine/server/harness.ts', "import '../../src/core/clock.ts'", 'imports-point-down'],
  ['engine/runtime/above.ts', "import '../server/http.ts'", 'imports-point-down'],
  ['engine/scheduler/tensor.ts', "import '../backends/backend.ts'", 'imports-point-down'],
  ['engine/kvcache/above.ts', "import '../scheduler/scheduler.ts'", 'imports-point-down'],
  ['engine/model/above.ts', "import '../compiler/lower.ts'", 'imports-point-down'],
  ['engine/containers/mate.ts', "import '../backends/plan.ts'", 'imports-point-down'],
  ['engine/telemetry/leaf.ts', "import '../runtime/loop.ts'", 'imports-point-down'],
  // Pure rooms.
  ['src/stats/io.ts', "import 'node:fs'", 'pure-rooms'],
  ['src/metrics/io.ts', "import 'fs/promises'", 'pure-rooms'],
  ['src/hardware/io.ts', "import 'node:os'", 'pure-rooms'],
  ['src/gate/io-room.ts', "import '../store/open-store.ts'", 'pure-rooms'],
  ['src/report/io-room.ts', "import '../clients/client.ts'", 'pure-rooms'],
  ['src/report/build-report.ts', "import 'node:fs'", 'pure-rooms'],
  ['engine/scheduler/io.ts', "import 'node:net'", 'pure-rooms'],
  // The process, the console, the clock and chance come from outside.
  ['src/load/clock.ts', 'export const now = () => Date.now()', 'inject-the-world'],
  ['src/load/date.ts', 'export const now = () => new Date()', 'inject-the-world'],
  ['src/load/chance.ts', 'export const draw = () => Math.random()', 'inject-the-world'],
  ['src/load/print.ts', "console.log('sent')", 'inject-the-world'],
  ['src/load/env.ts', 'export const key = process.env.KEY', 'inject-the-world'],
  ['src/load/global.ts', 'export const key = globalThis.process.env', 'inject-the-world'],
  ['src/load/module.ts', "import 'node:process'", 'inject-the-world'],
  ['src/load/timer.ts', 'export const now = () => performance.now()', 'inject-the-world'],
  ['src/metrics/fact.ts', 'export const version = process.version', 'inject-the-world'],
  ['engine/runtime/clock.ts', 'export const now = () => process.hrtime.bigint()', 'inject-the-world'],
  // Units have names.
  ['src/metrics/factor.ts', 'export const ms = (ns: number) => ns / 1e6', 'name-the-unit'],
  ['src/metrics/thousand.ts', 'export const s = (ms: number) => 1000 * ms', 'name-the-unit'],
  ['src/metrics/assign.ts', 'export function f(a: number) { a *= 1e-9; return a }', 'name-the-unit'],
  ['engine/telemetry/factor.ts', 'export const s = (ns: number) => ns * 1e-9', 'name-the-unit'],
  // Size and names.
  ['src/cli/long.ts', `export const a = 1\n${'// line\n'.repeat(200)}`, 'max-lines'],
  ['src/cli/deep.ts', `export function f(a: number) {\n${'  a++\n'.repeat(40)}}`, 'max-lines-per-function'],
  ['src/cli/CamelCase.ts', 'export const a = 1', 'filename-case'],
  ['src/cli/marks.ts', '// TODO: later\nexport const a = 1', 'no-warning-comments'],
  // Types.
  ['src/cli/floating.ts', 'export function f(p: Promise<void>) { p }', 'no-floating-promises'],
]

/** What the same rules must let through. */
const allowed: readonly (readonly [string, string])[] = [
  ['src/infbench.ts', "export { run } from './cli/run.ts'"],
  ['src/cli/down.ts', "import '../report/build-report.ts'; import '../core/clock.ts'; import './table.ts'"],
  [
    'src/metrics/down.ts',
    "import '../hardware/cost.ts'; import { createHash } from 'node:crypto'; export const h = createHash",
  ],
  ['src/report/render-report.ts', "import 'node:fs'; import '../../reports/theme.ts'"],
  ['src/core/clock.ts', 'export const now = () => Date.now() + Number(process.hrtime.bigint())'],
  ['src/cli/main.ts', 'process.exitCode = 1'],
  ['src/action/main.ts', "import '../gate/gate-document.ts'; process.exitCode = 1"],
  ['src/load/sender-worker.ts', 'export const argv = process.argv'],
  ['src/core/units.ts', 'export const nsToMs = (ns: number) => ns / 1e6'],
  ['src/targets/facts.ts', 'export const node = process.versions.node'],
  ['src/cli/named.ts', "import { arch } from 'node:process'; export const a = arch"],
  ['src/targets/date.ts', 'export const label = (wallMs: number) => new Date(wallMs)'],
  ['engine/engine-error.ts', 'export class EngineError extends Error {}'],
  [
    'engine/runtime/loop.ts',
    "import '../scheduler/scheduler.ts'; import '../telemetry/steps.ts'; import '../engine-error.ts'",
  ],
  ['engine/compiler/down.ts', "import '../model/config.ts'; import '../backends/plan.ts'"],
  ['engine/main.ts', "import './server/http.ts'; process.exitCode = 0"],
]

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'infbench-lint-'))
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'scripts/lint'])
    cpSync(join(root, name), join(house, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
  for (const [path, code] of [...violations, ...allowed]) {
    mkdirSync(dirname(join(house, path)), { recursive: true })
    writeFileSync(join(house, path), `${code}\n`)
  }
  faults = lint(house)
})
afterAll(() => rmSync(house, { recursive: true }))

function lint(cwd: string): readonly Fault[] {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', 'src', 'engine'], {
    cwd,
    encoding: 'utf8',
    timeout: 50_000,
  })
  const answer = JSON.parse(stdout) as { diagnostics: { filename: string; code: string; message: string }[] }
  return answer.diagnostics.map(({ filename, code, message }) => ({
    path: filename,
    rule: code.replace(/^.*\((.*)\)$/, '$1'),
    message,
  }))
}

const byRule = violations.map(([path, , rule]) => [path, rule] as const)

test.each(byRule)('%s is refused by %s', (path, rule) => {
  expect(faults.filter((fault) => fault.path === path).map((fault) => fault.rule)).toContain(rule)
})

test.each(allowed)('%s passes with %j', (path) => {
  expect(faults.filter((fault) => fault.path === path && /imports|pure|inject|unit/.test(fault.rule))).toEqual([])
})

test('a fault says which rooms are meant and what to do instead', () => {
  expect(faults.find((fault) => fault.path === 'src/load/mate.ts')?.message).toBe(
    'src/load and src/targets share a floor; let cli wire them',
  )
  expect(faults.find((fault) => fault.path === 'src/load/clock.ts')?.message).toBe(
    'Date.now is read here; take it from Io, Clock or Rng',
  )
})
