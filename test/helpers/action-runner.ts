import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { temporaryFolder } from './temporary-folder.ts'

/** action.yml as far as a runner reads it. */
interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly outputs: Readonly<Record<string, object>>
  readonly runs: { readonly using: string; readonly main: string }
}

const root = resolve(import.meta.dirname, '../..')
export const actionFile = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionFile
export const actionBundle = join(root, actionFile.runs.main)

/** A command that the runner would have obeyed. */
export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** What a step left behind. */
export interface StepResult {
  readonly code: number | null
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly commands: readonly RunnerCommand[]
  readonly log: string
  readonly stderr: string
}

export interface Step {
  readonly with?: Readonly<Record<string, string>>
  readonly event?: object
  readonly env?: Readonly<Record<string, string>>
}

/** An empty repository with a program that stands for infbench in `bin`. */
export function workspaceWith(infbench: string): string {
  const workspace = temporaryFolder()
  mkdirSync(join(workspace, 'bin'))
  writeFileSync(join(workspace, 'bin/infbench'), `#!${process.execPath}\n${infbench}`, { mode: 0o755 })
  return workspace
}

/**
 * Runs the action as GitHub's runner does: action.yml's entry in a process of its own, inputs as INPUT_ variables with the defaults filled in, the
 * files of the contract, stdout read for commands.
 */
export async function runStep(workspace: string, step: Step): Promise<StepResult> {
  const files = temporaryFolder()
  const place = (name: string) => join(files, name)
  writeFileSync(place('event'), JSON.stringify(step.event ?? {}))
  for (const name of ['output', 'summary']) writeFileSync(place(name), '')
  const { INFBENCH_DB: _db, GITHUB_API_URL: _api, ...inherited } = process.env
  const child = spawn(process.execPath, [actionBundle], {
    cwd: workspace,
    env: {
      ...inherited,
      ...inputVariables(step.with ?? {}),
      PATH: `${join(workspace, 'bin')}:${process.env['PATH']}`,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: place('output'),
      GITHUB_STEP_SUMMARY: place('summary'),
      GITHUB_EVENT_PATH: place('event'),
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_RUN_ID: '77',
      GITHUB_SERVER_URL: 'https://github.example',
      ...step.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [log, stderr] = ['', '']
  child.stdout.on('data', (bytes: Buffer) => (log += String(bytes)))
  child.stderr.on('data', (bytes: Buffer) => (stderr += String(bytes)))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  const text = (name: string) => readFileSync(place(name), 'utf8')
  return { code, log, stderr, outputs: outputsIn(text('output')), summary: text('summary'), commands: commandsIn(log) }
}

function inputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !(name in actionFile.inputs))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  return Object.fromEntries(
    Object.entries(actionFile.inputs).map(([name, { default: usual = '' }]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? usual.replace('${{ github.token }}', ''),
    ]),
  )
}

/** `NAME<<FENCE`, lines, `FENCE`; anything else is refused, as the runner does. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  while (lines.length > 1) {
    const [, name, fence] = /^([^=<]+)<<(.+)$/.exec(lines.shift() as string) ?? []
    const end = lines.indexOf(fence ?? '')
    if (name === undefined || end < 0) throw new Error(`the runner cannot read these outputs: ${text}`)
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n')
  }
  return outputs
}

function commandsIn(log: string): RunnerCommand[] {
  let fence: string | null = null
  return log.split('\n').flatMap((line) => {
    const [, name = '', written = '', message = ''] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
    if (fence !== null) {
      if (line === `::${fence}::`) fence = null
      return []
    }
    if (name === 'stop-commands') fence = message
    return name === '' ? [] : [{ name, message: unescaped(message), properties: propertiesIn(written) }]
  })
}

const propertiesIn = (text: string) =>
  Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=')
        return [name, unescaped(value)]
      }),
  )

const unescaped = (text: string) => decodeURIComponent(text.replace(/%(?!25|0D|0A|3A|2C)/g, '%25'))

/** A program that answers like `infbench`: notes its calls in `calls`, prints `stdout` for gates, writes `stderr`, exits with `code`. */
export function fakeInfbench(answer: {
  readonly stdout: string
  readonly stderr?: string
  readonly code: number
}): string {
  return `
const { appendFileSync } = require('node:fs')
const words = process.argv.slice(2)
const inputs = Object.keys(process.env).filter((name) => name.startsWith('INPUT_'))
appendFileSync('calls', JSON.stringify({ words, inputs }) + '\\n')
const answer = ${JSON.stringify(answer)}
process.stderr.write(answer.stderr ?? '')
if (words[0] === 'gate') process.stdout.write(answer.stdout)
process.exitCode = words[0] === 'gate' ? answer.code : 0
`
}

/** What the program of `fakeInfbench` was called with. */
export function callsIn(workspace: string): { words: string[]; inputs: string[] }[] {
  const path = join(workspace, 'calls')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { words: string[]; inputs: string[] })
}
