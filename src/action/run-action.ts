import { relative, resolve } from 'node:path'
import { InfbenchError } from '../core/errors.ts'
import { visibleText } from '../core/text/visible-text.ts'
import { type Annotation, gateAnnotations, workflowCommand } from '../gate/emitters/gate-annotations.ts'
import { commentMarker, gateComment } from '../gate/emitters/gate-comment.ts'
import { gateJunit } from '../gate/emitters/gate-junit.ts'
import { gateMarkdown } from '../gate/emitters/gate-markdown.ts'
import { gateSentence } from '../gate/emitters/gate-words.ts'
import type { GateDocument } from '../gate/gate-document.ts'
import { type ActionInputs, actionInputs, type FailOn } from './action-inputs.ts'
import type { ActionIo } from './action-io.ts'
import { runGate } from './run-gate.ts'
import { pullRequestOf, putComment } from './put-comment.ts'
import { readEvent, writeFiles, writeOutputs, writeSummary } from './step-files.ts'

/** The whole step: gate, summary, files, outputs, annotations, comment. What it resolves to is the step's exit code. */
export async function runAction(io: ActionIo): Promise<0 | 1> {
  try {
    const workspace = io.env['GITHUB_WORKSPACE'] ?? io.cwd
    const inputs = actionInputs(io.env, workspace)
    const gate = await runGate(inputs, io)
    const fails = failsStep(gate, inputs.failOn)
    writeFiles(inputs.reportPath, filesOf(gate))
    writeSummary(gateMarkdown(gate), io)
    writeOutputs(outputsOf(gate, inputs), io)
    for (const annotation of gateAnnotations(gate, { file: policyFile(inputs, workspace), fails }))
      io.say(workflowCommand(annotation))
    if (inputs.comment) await comment(gate, inputs, io)
    return fails ? 1 : 0
  } catch (error) {
    io.say(workflowCommand(broken(error)))
    return 1
  }
}

/** Whether the verdict fails the step. */
export function failsStep({ verdict, exitCode }: GateDocument, failOn: FailOn): boolean {
  if (failOn === 'never') return false
  if (failOn === 'regression') return verdict === 'regression'
  return exitCode !== 0 || (failOn === 'warn' && verdict === 'warn')
}

const filesOf = (gate: GateDocument) => ({
  'gate.json': `${JSON.stringify(gate)}\n`,
  'summary.md': gateMarkdown(gate),
  'junit.xml': gateJunit(gate),
})

const outputsOf = (gate: GateDocument, { reportPath }: ActionInputs) => ({
  verdict: gate.verdict,
  'exit-code': String(gate.exitCode),
  'report-path': reportPath,
  reason: visibleText(gateSentence(gate)).replace(/\s+/g, ' '),
})

/** From the root of the repository, as annotations want it; null: it lies elsewhere, or there is none. */
function policyFile({ policy, workingDirectory }: ActionInputs, workspace: string): string | null {
  if (policy === null) return null
  const path = relative(workspace, resolve(workingDirectory, policy))
  return path.startsWith('..') ? null : path.replaceAll('\\', '/')
}

/** A comment that cannot be made is no verdict: it is said, and the step goes on. */
async function comment(gate: GateDocument, { token }: ActionInputs, io: ActionIo): Promise<void> {
  const number = pullRequestOf(readEvent(io))
  const { GITHUB_REPOSITORY: repository = '', GITHUB_API_URL: api = 'https://api.github.com' } = io.env
  if (number === null) return io.say('no comment: the event that set this off is about no pull request')
  if (token === '') return io.say(workflowCommand(uncommented('the input github-token is empty')))
  try {
    const text = { marker: commentMarker(gate), body: gateComment(gate, jobPage(io.env)) }
    const done = await putComment({ api, repository, number, token }, text, io.fetch)
    io.say(`${done} the comment on pull request ${number}`)
  } catch (error) {
    io.say(workflowCommand(uncommented((error as Error).message)))
  }
}

function jobPage({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }: ActionIo['env']) {
  return server === undefined || run === undefined ? null : `${server}/${repository}/actions/runs/${run}`
}

const uncommented = (why: string): Annotation => ({
  ...{ level: 'warning', title: 'infbench gate: no comment was made', file: null },
  message: `${why}\nthe job needs permissions: {pull-requests: write}; pull requests from forks have it not`,
})

function broken(error: unknown): Annotation {
  const known = error instanceof InfbenchError
  const message = known ? error.message : String((error as Error | null)?.stack ?? error)
  const hint = known && error.hint !== undefined ? `\n${error.hint}` : ''
  return { level: 'error', title: 'infbench gate', message: `${message}${hint}`, file: null }
}
