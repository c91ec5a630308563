import process from 'node:process'
import { fingerprintOf } from './fingerprint.mjs'
import { isInstalled } from './installed.mjs'
import { runQuietly, stage } from './stage.mjs'
import { requireTools } from './tools.mjs'

const machine = [process.platform, process.arch]
/** better-sqlite3 and node-gyp compile against one module ABI. */
const abi = process.versions.modules
const typeInputs = ['src', 'engine', 'reports', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs']

/** The stages of the setup in order; each leaves its stamp under build/setup, or in node_modules, with which it vanishes. */
export function stagesOf(root) {
  return [dependencies(root), types(root), reportClient(root), addon(root)]
}

function dependencies(root) {
  const title = 'install dependencies'
  return stage({
    root,
    title,
    stamp: 'node_modules/.infbench-setup',
    fingerprint: () => fingerprintOf(root, ['package-lock.json'], [...machine, abi]),
    outputs: ['node_modules/.package-lock.json', 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'],
    adopt: () => isInstalled(root),
    work() {
      requireTools(['npm', 'python3', 'g++', 'gcc', 'make'])
      runQuietly(root, title, 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund'])
    },
  })
}

function types(root) {
  const title = 'compile TypeScript'
  return stage({
    root,
    title,
    stamp: 'build/setup/types',
    fingerprint: () => fingerprintOf(root, typeInputs, [], /\.(?:ts|json|mjs)$/),
    outputs: ['dist/src/cli/main.js', 'dist/engine/main.js'],
    work: () => runQuietly(root, title, process.execPath, ['scripts/build.mjs']),
  })
}

function reportClient(root) {
  const title = 'bundle the report client'
  return stage({
    root,
    title,
    stamp: 'build/setup/report-client',
    fingerprint: () => fingerprintOf(root, ['reports', 'package-lock.json', 'scripts/build-report-client.mjs']),
    outputs: ['dist/reports/client.js', 'dist/reports/page.css'],
    work: () => runQuietly(root, title, process.execPath, ['scripts/build-report-client.mjs']),
  })
}

function addon(root) {
  const title = 'build the native addon'
  return stage({
    root,
    title,
    stamp: 'build/setup/addon',
    fingerprint: () => fingerprintOf(root, ['engine/native', 'package-lock.json'], machine),
    outputs: ['engine/native/build/Release/infbench_native.node'],
    work() {
      requireTools(['npm', 'python3', 'g++', 'make'])
      runQuietly(root, title, 'npm', ['run', '--silent', 'build:native'])
    },
  })
}
