import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { SetupFault } from './setup-fault.mjs'

/** Refuses a node that package.json's `engines` excludes. */
export function requireNode(root, version = process.versions.node) {
  const range = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node
  if (!satisfies(version, range))
    throw new SetupFault(`node ${version} is too old; install node ${range} (https://nodejs.org)`)
}

/** Whether `version` lies in a range of `^a.b.c` and `>=a.b.c` joined by `||`, the only forms that package.json uses. */
export function satisfies(version, range) {
  return range.split('||').some((alternative) => {
    const [, operator, floor] = /^\s*(\^|>=)\s*(\d+\.\d+\.\d+)\s*$/.exec(alternative) ?? []
    if (floor === undefined) throw new Error(`engines.node has a range of a form not known here: ${alternative}`)
    const [wanted, got] = [numbers(floor), numbers(version)]
    if (operator === '^' && wanted[0] !== got[0]) return false
    const differing = wanted.findIndex((part, i) => part !== got[i])
    return differing < 0 || got[differing] > wanted[differing]
  })
}

const numbers = (version) => version.split('-')[0].split('.').map(Number)

/** Where each tool comes from on Debian and its children; npm comes with node elsewhere. */
const packages = { npm: 'npm', python3: 'python3', 'g++': 'g++', gcc: 'gcc', make: 'make' }

/** Refuses, in one line, a machine that lacks one of `tools` (names of `packages`) on its PATH. */
export function requireTools(tools, path = process.env.PATH ?? '') {
  const missing = tools.filter((tool) => !onPath(tool, path))
  if (missing.length === 0) return
  const install = missing.map((tool) => packages[tool]).join(' ')
  throw new SetupFault(
    `${missing.join(', ')} missing; get ${missing.length === 1 ? 'it' : 'them'} with: apt-get install -y ${install}`,
  )
}

function onPath(tool, path) {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

/** Whether an addon loads, tried in a process of its own: a library of another C++ runtime may take the process down. */
export function loads(addon) {
  if (!existsSync(addon)) return false
  const program = `require(${JSON.stringify(addon)})`
  return spawnSync(process.execPath, ['-e', program], { stdio: 'ignore', timeout: 60_000 }).status === 0
}

/**
 * The environment for npm and node-gyp, which compile on all cores (JOBS). Where this node came with its headers they are used as they are, so that compiling
 * needs no download; they must be of this very version, else node-gyp fetches the right ones.
 */
export function buildEnvironment(env = process.env, execPath = process.execPath) {
  const prefix = dirname(dirname(execPath))
  const parallel = { JOBS: 'max', ...env }
  return env.npm_config_nodedir !== undefined || !headersMatch(prefix)
    ? parallel
    : { ...parallel, npm_config_nodedir: prefix }
}

function headersMatch(prefix) {
  const header = join(prefix, 'include/node/node_version.h')
  if (!existsSync(header)) return false
  const text = readFileSync(header, 'utf8')
  const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1]
  return `${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}` === process.versions.node
}
