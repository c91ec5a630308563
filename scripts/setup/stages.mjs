import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fingerprintOf } from './fingerprint.mjs'
import { isInstalled } from './installed.mjs'
import { runQuietly, stage } from './stage.mjs'
import { loads, requireTools } from './tools.mjs'

const machine = [process.platform, process.arch]
/** better-sqlite3 and node-gyp compile against one module ABI. */
const abi = process.versions.modules
/** Its sockets wait by epoll; elsewhere the client reads through Node. */
const hasWire = process.platform === 'linux'
const typeInputs = ['src', 'engine', 'reports', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs']

/**
 * The stages of the setup: lists that run side by side once the list before them is through, in each list one after another.
 * Every stage leaves its stamp under build/setup, or in node_modules, with which it vanishes. One large file of a
 * dependency keeps a core busy for as long as all of our own native code, so the two are compiled side by side.
 */
export function stagesOf(root) {
  const ours = [types(root), reportClient(root), ...(hasWire ? [wire(root)] : []), addon(root)]
  return [[[dependencies(root)]], [[nativeDependencies(root)], ours]]
}

function dependencies(root) {
  const title = 'install dependencies'
  return stage({
    root,
    title,
    stamp: 'node_modules/.infbench-setup',
    fingerprint: () => fingerprintOf(root, ['package-lock.json'], [...machine, abi]),
    outputs: ['node_modules/.package-lock.json'],
    adopt: () => isInstalled(root),
    work() {
      requireTools(['npm', 'python3', 'g++', 'gcc', 'make'])
      return runQuietly(root, title, 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--ignore-scripts'])
    },
  })
}

/** The install scripts that package.json allows, left out above. */
function nativeDependencies(root) {
  const title = 'build native dependencies'
  const addon = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'
  return stage({
    root,
    title,
    stamp: 'node_modules/.infbench-native',
    fingerprint: () => fingerprintOf(root, ['package-lock.json'], [...machine, abi]),
    outputs: [addon],
    adopt: () => isInstalled(root) && loads(join(root, addon)),
    work() {
      const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
      const names = Object.keys(allowScripts).filter((name) => allowScripts[name])
      return runQuietly(root, title, 'npm', ['rebuild', ...names])
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

function wire(root) {
  const title = "build the client's native addon"
  return stage({
    root,
    title,
    stamp: 'build/setup/wire',
    fingerprint: () =>
      fingerprintOf(root, ['src/clients/native', 'package-lock.json'], machine, /\.(?:cc|h|gyp|json)$/),
    outputs: ['src/clients/native/build/Release/infbench_wire.node'],
    work() {
      requireTools(['npm', 'python3', 'g++', 'make'])
      return runQuietly(root, title, 'npm', ['run', '--silent', 'build:wire'])
    },
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
      return runQuietly(root, title, 'npm', ['run', '--silent', 'build:native'])
    },
  })
}
