import { resolve } from 'node:path'
import { InfbenchError } from '../core/errors.ts'

/** When the step fails, beyond what is broken: as the policy says, on warnings too, on regressions only, or not at all. */
export const failOnChoices = ['gate', 'warn', 'regression', 'never'] as const
export type FailOn = (typeof failOnChoices)[number]

/** The inputs of action.yml, checked. */
export interface ActionInputs {
  /** A policy to run, or a document that an earlier step wrote; one of the two. */
  readonly policy: string | null
  readonly document: string | null
  /** A database, or `branch:NAME`, whose runs are added to the store before. */
  readonly baseline: string | null
  readonly failOn: FailOn
  /** Absolute. */
  readonly workingDirectory: string
  /** Absolute: the folder that the files of the verdict are written into. */
  readonly reportPath: string
  readonly comment: boolean
  /** Empty where there is none. */
  readonly token: string
  /** How infbench is called, word by word; empty: it is looked for. */
  readonly command: readonly string[]
  /** Further arguments of `infbench gate`. */
  readonly args: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

/** As the runner hands them over; throws InfbenchError('usage') for what makes no sense. */
export function actionInputs(env: Env, workspace: string): ActionInputs {
  const input = (name: string) => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  const workingDirectory = resolve(workspace, input('working-directory') || '.')
  const inputs = {
    policy: input('policy') || null,
    document: input('document') || null,
    baseline: input('baseline') || null,
    failOn: choice('fail-on', input('fail-on') || 'gate'),
    workingDirectory,
    reportPath: resolve(workingDirectory, input('report-path') || 'infbench-gate'),
    comment: truth('comment', input('comment') || 'false'),
    token: input('github-token'),
    command: input('command').split(/\s+/).filter(Boolean),
    args: input('arguments')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  }
  if ((inputs.policy === null) === (inputs.document === null)) {
    const got = inputs.policy === null ? 'neither' : 'both'
    throw usage(`expected policy, a file that infbench gate runs, or document, what it printed before; got ${got}`)
  }
  return inputs
}

function choice(name: string, value: string): FailOn {
  const found = failOnChoices.find((one) => one === value)
  if (found !== undefined) return found
  throw usage(`${name}: expected ${failOnChoices.join(', ')}, got ${JSON.stringify(value)}`)
}

/** YAML's truths, as the runner writes them. */
function truth(name: string, value: string): boolean {
  if (/^(?:true|True|TRUE)$/.test(value)) return true
  if (/^(?:false|False|FALSE)$/.test(value)) return false
  throw usage(`${name}: expected true or false, got ${JSON.stringify(value)}`)
}

const usage = (message: string) =>
  new InfbenchError('usage', { message: `input ${message}`, hint: 'action.yml describes every input' })
