import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InfbenchError } from '../core/errors.ts'
import { readGateDocument } from '../gate/emitters/read-gate-document.ts'
import type { GateDocument } from '../gate/gate-document.ts'
import type { ActionInputs } from './action-inputs.ts'
import type { ActionIo } from './action-io.ts'

/** The verdict: of a gate that is run now, or the one that an earlier step wrote down. Throws what kept it from being reached. */
export async function runGate(inputs: ActionInputs, io: ActionIo): Promise<GateDocument> {
  if (!existsSync(inputs.workingDirectory))
    throw new InfbenchError('usage', {
      message: `input working-directory: expected a folder, got ${inputs.workingDirectory}, which is not there`,
      hint: 'it is meant from the root of the workspace; actions/checkout fills that',
    })
  if (inputs.document !== null) {
    const path = resolve(inputs.workingDirectory, inputs.document)
    return readGateDocument(read(path, inputs.document), inputs.document)
  }
  const command = inputs.command.length > 0 ? inputs.command : [foundCommand(inputs.workingDirectory)]
  if (inputs.baseline !== null) {
    const { code } = await run([...command, 'ci', 'baseline', 'load', inputs.baseline], inputs, io)
    if (code !== 0) throw failed('infbench ci baseline load', code)
  }
  const page = join(inputs.reportPath, 'gate.html')
  const words = ['gate', inputs.policy ?? '', '--json', '-o', page, ...inputs.args]
  const { code, stdout } = await run([...command, ...words], inputs, io)
  // Every verdict has an exit code of its own; with any other there is none, and stderr has said why.
  if (code === null || !verdictCodes.has(code)) throw failed('infbench gate', code)
  return readGateDocument(stdout, 'stdout of infbench gate')
}

const verdictCodes = new Set([0, 10, 11, 12])

/** The program's own words go to the log, where none of them is a command to the runner. */
async function run(command: readonly string[], inputs: ActionInputs, io: ActionIo) {
  const fence = io.newFence()
  io.say(`::group::${command.join(' ').replace(/\s+/g, ' ')}`)
  io.say(`::stop-commands::${fence}`)
  try {
    const options = { cwd: inputs.workingDirectory, env: withoutInputs(io.env), onStderr: io.say }
    return await io.run(command, options)
  } catch (cause) {
    throw new InfbenchError('usage', {
      message: `${command[0]}: expected a program to start, got ${(cause as Error).message}`,
      hint: 'a step before this one installs infbench; the input command says how it is called',
      cause,
    })
  } finally {
    io.say(`::${fence}::`)
    io.say('::endgroup::')
  }
}

/** The token is for the comment; servers that a policy starts have no business with it. */
const withoutInputs = (env: ActionIo['env']) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')))

/** The nearest installed one, from the working directory up; else what PATH has. */
function foundCommand(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const local = join(folder, 'node_modules/.bin/infbench')
    if (existsSync(local)) return local
    if (dirname(folder) === folder) return 'infbench'
  }
}

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InfbenchError('policy.unreadable', {
      message: `${shown}: expected the document of a gate, got ${(cause as Error).message}`,
      hint: 'infbench gate POLICY --json > gate.json writes one',
      cause,
    })
  }
}

const failed = (what: string, code: number | null) =>
  new InfbenchError(code === 130 || code === null ? 'interrupted' : 'internal', {
    message: `${what} reached no verdict: ${code === null ? 'a signal ended it' : `exit code ${code}`}; the log says why`,
  })
