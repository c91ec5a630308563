import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { nearest } from '../../../core/nearest.ts'
import { explainMetric } from '../../../gate/explain/explain-metric.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { explainText } from '../../output/gate/explain-text.ts'
import { textStyle } from '../../output/text/text-style.ts'
import { decideStored } from '../../pipeline/gate/decide-stored.ts'
import { judgeStoredGate } from '../../pipeline/gate/judge-made-pairs.ts'
import { isLive } from '../../pipeline/gate/measure-pairs.ts'
import { readPolicyFile, withSides } from '../../pipeline/gate/read-policy-file.ts'
import { readVerdictFile } from '../../pipeline/gate/read-verdict-file.ts'
import type { GateArgs } from './gate-args.ts'

/** Shows how the verdict on one metric, or on each, came about. It judges nothing, so it exits 0 whatever the verdict. */
export async function explainGate(args: GateArgs, io: Io): Promise<ExitCode> {
  const [file = '', name, ...others] = args.more ?? []
  if (others.length > 0)
    throw new InfbenchError('usage', {
      message: `gate explain: expected a file and a metric, got ${others.join(' ')} too`,
    })
  const document = await documentOf(file, args, io)
  const names = document.metrics.map(({ metric }) => metric)
  const wanted = name === undefined ? names : [known(name, names)]
  const explained = wanted.map((metric) => ({ metric, steps: explainMetric(document, metric) ?? [] }))
  if (args.json) io.stdout.write(`${JSON.stringify({ schema: 'infbench.gate-explanation/1', metrics: explained })}\n`)
  else io.stdout.write(explainText(document, explained, textStyle(io.stdout, io.env)))
  return 0
}

/** A verdict as it was, or one made anew of runs that are stored: those the policy names, or those that its newest gate made. */
async function documentOf(file: string, args: GateArgs, io: Io): Promise<GateDocument> {
  if (/\.json$/i.test(file)) return readVerdictFile(file)
  const policy = withSides(await readPolicyFile(file), args)
  return isLive(policy) ? judgeStoredGate(policy, args, io) : decideStored(policy, args.db, io)
}

function known(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name
  const close = nearest(name, names)
  throw new InfbenchError('usage', {
    message: `gate explain: expected a metric of the policy (${names.join(', ')}), got ${JSON.stringify(name)}${close === null ? '' : `; did you mean ${close}?`}`,
  })
}
