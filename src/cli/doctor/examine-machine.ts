import { availableParallelism, cpus, totalmem } from 'node:os'
import { execPath, versions } from 'node:process'
import type { Io } from '../../core/io.ts'
import { examineAddon, examineWire } from './examine-addon.ts'
import { examineDatabase, examineStore } from './examine-store.ts'
import { findProgram, versionOf } from './find-program.ts'

/** One thing looked at. `missing` is needed and absent; `optional` is absent and only some things need it. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'optional' | 'missing'
  readonly found: string
  readonly hint: string | null
}

/** Looks at everything infbench needs or can use on this machine. Changes nothing that stays. */
export async function examineMachine(db: string | undefined, io: Pick<Io, 'env' | 'cwd'>): Promise<Finding[]> {
  const [addon, wire] = await Promise.all([examineAddon(), examineWire()])
  const built = addon.state === 'ok'
  return [
    examineMemory(),
    examineNode(versions.node),
    ...(await Promise.all(buildTools.map((tool) => examineTool(tool, built, io.env)))),
    addon,
    ...(wire === null ? [] : [wire]),
    await examineDatabase(),
    await examineStore(db, io),
    ...(await Promise.all(extras.map((tool) => examineTool(tool, true, io.env)))),
  ]
}

function examineMemory(): Finding {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB`
  return {
    what: 'machine',
    state: 'ok',
    found: `${availableParallelism()} x ${model}, ${memory} of memory`,
    hint: null,
  }
}

/** The versions of package.json's `engines`. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24
  const hint = fits ? null : 'install node 20.19, 22.12 or 24 and later: https://nodejs.org'
  return { what: 'node', state: fits ? 'ok' : 'missing', found: `${version} (${execPath})`, hint }
}

interface Tool {
  readonly what: string
  /** Environment variable that may name it. */
  readonly variable?: string
  readonly names: readonly string[]
  readonly args?: readonly string[]
  readonly purpose: string
  readonly hint: string
}

const buildTools: readonly Tool[] = [
  { what: 'npm', names: ['npm'], purpose: 'installs packages', hint: 'apt-get install npm' },
  { what: 'C++ compiler', names: ['g++', 'c++', 'clang++'], purpose: 'builds the engine', hint: 'apt-get install g++' },
  { what: 'make', names: ['make'], purpose: 'builds the engine', hint: 'apt-get install make' },
  {
    what: 'python3',
    names: ['python3'],
    purpose: 'node-gyp needs it to build the engine',
    hint: 'apt-get install python3',
  },
]

const extras: readonly Tool[] = [
  {
    what: 'chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    purpose: 'only the browser tests need it',
    hint: 'apt-get install chromium',
  },
  {
    what: 'k6',
    variable: 'K6_BIN',
    names: ['k6'],
    args: ['version'],
    purpose: 'only the k6 driver needs it',
    hint: 'https://grafana.com/docs/k6',
  },
]

/** Build tools are needed only while the addon is not built. */
async function examineTool(tool: Tool, optional: boolean, env: Io['env']): Promise<Finding> {
  const named = tool.variable === undefined ? undefined : env[tool.variable]
  const path = named === undefined || named === '' ? await findProgram(tool.names, env) : named
  const version = path === null ? null : await versionOf(path, tool.args)
  if (path !== null && version !== null)
    return { what: tool.what, state: 'ok', found: `${version} (${path})`, hint: null }
  const found = path === null ? `not on the PATH; ${tool.purpose}` : `${path} does not run; ${tool.purpose}`
  return { what: tool.what, state: optional ? 'optional' : 'missing', found, hint: optional ? null : tool.hint }
}
