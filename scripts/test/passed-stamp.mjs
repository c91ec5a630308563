import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fingerprintOf } from '../setup/fingerprint.mjs'

const stamp = 'build/setup/tests'
const inputs = [
  'src',
  'engine',
  'reports',
  'workloads',
  'scripts',
  'test',
  'README.md',
  'ARCHITECTURE.md',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.test.json',
  'vitest.config.ts',
  'biome.json',
  '.oxlintrc.json',
]

/** Names every file that a test may depend on, and the node that runs them. */
export function testedFingerprint(root) {
  return fingerprintOf(root, inputs, [process.version, process.platform, process.arch])
}

/** Notes that the whole suite has passed on the files of `fingerprint`, with its closing line. */
export function notePassed(root, fingerprint, line) {
  mkdirSync(dirname(join(root, stamp)), { recursive: true })
  writeFileSync(join(root, stamp), `${fingerprint}\n${line}\n`)
}

/** Forgets what passed before. */
export function forgetPassed(root) {
  rmSync(join(root, stamp), { force: true })
}

/** The closing line of the last whole run if it passed on exactly the files that lie there now; else null. */
export function passedLine(root) {
  const path = join(root, stamp)
  if (!existsSync(path)) return null
  const [fingerprint, line] = readFileSync(path, 'utf8').split('\n')
  return fingerprint === testedFingerprint(root) ? line : null
}
