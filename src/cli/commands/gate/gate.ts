import { resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { explainMetric } from '../../../gate/explain/explain-metric.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import type { GatePolicy } from '../../../gate/policy/gate-policy.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { gateTable } from '../../output/gate/gate-table.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { decideStored } from '../../pipeline/gate/decide-stored.ts'
import { isLive, measurePairs, plannedPairs } from '../../pipeline/gate/measure-pairs.ts'
import { readPolicyFile, withSides } from '../../pipeline/gate/read-policy-file.ts'
import { shellWord } from '../../pipeline/rerun-command.ts'
import { checkWritable, writeWholeFile } from '../../pipeline/reports/write-file.ts'
import { explainGate } from './explain-gate.ts'
import type { GateArgs } from './gate-args.ts'

/** Judges a candidate by a policy. The verdict decides the exit code: 0 pass and warn, 10 regression, 11 inconclusive, 12 incomparable. */
export async function gate(args: GateArgs, io: Io): Promise<ExitCode> {
  if (args.policy === 'explain' && (args.more?.length ?? 0) > 0) return explainGate(args, io)
  if (args.more !== undefined && args.more.length > 0) throw tooMany(args)
  const policy = withSides(await readPolicyFile(args.policy), args)
  if (args['dry-run']) return showPlan(policy, io)
  const path = args.out === undefined ? null : resolve(io.cwd, args.out)
  if (path !== null) await checkWritable(path)
  const document = isLive(policy) ? await measurePairs(policy, args, io) : await decideStored(policy, args.db, io)
  if (path !== null) await writeWholeFile(path, await fileText(document, path))
  if (args.json) io.stdout.write(`${JSON.stringify(document)}\n`)
  else io.stdout.write(gateTable(document, textStyle(io.stdout, io.env)) + next(document, args, path, io))
  return document.exitCode
}

/** The pairs that would be made; those of stored runs are made already. */
async function showPlan(policy: GatePolicy, io: Io): Promise<ExitCode> {
  if (!isLive(policy))
    throw new InfbenchError('usage', { message: `--dry-run: ${policy.path} judges stored runs and makes none` })
  io.stdout.write(await plannedPairs(policy))
  return 0
}

/** A page for people where the name says so, else what --json prints. */
async function fileText(document: GateDocument, path: string): Promise<string> {
  if (!isPage(path)) return `${JSON.stringify(document, null, 2)}\n`
  const { renderGate } = await import('../../../report/render-gate.ts')
  const steps = document.metrics.map(({ metric }) => ({ metric, steps: explainMetric(document, metric) ?? [] }))
  return renderGate(document, steps)
}

function next(document: GateDocument, { policy, baseline, candidate }: GateArgs, path: string | null, io: Io): string {
  if (path !== null) return `\nwrote ${shownPath(path, io.cwd)}\n`
  const [first] = document.metrics.filter(({ verdict }) => verdict === document.verdict)
  const metric = first ?? document.metrics[0]
  if (document.verdict === 'incomparable' || metric === undefined) return ''
  const sides = Object.entries({ baseline, candidate }).flatMap(([side, reference]) =>
    reference === undefined ? [] : [`--${side}`, shellWord(reference)],
  )
  return `\nnext: ${['infbench gate explain', shellWord(policy), metric.metric, ...sides].join(' ')}\n`
}

const tooMany = ({ policy, more = [] }: GateArgs) =>
  new InfbenchError('usage', {
    message: `gate: expected one policy file, got ${[policy, ...more].join(' ')}`,
    hint: `infbench gate explain ${[policy, ...more].map(shellWord).join(' ')} shows the computation`,
  })

const isPage = (path: string) => /\.html?$/i.test(path)
