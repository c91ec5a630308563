import type { Io } from '../../../core/io.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { type Finding, examineMachine } from '../../doctor/examine-machine.ts'
import { layOut } from '../../output/text/columns.ts'
import { type TextStyle, textStyle } from '../../output/text/text-style.ts'

interface DoctorArgs {
  readonly json: boolean
  readonly db: string | undefined
}

/** Says what the machine has. Exit code 0 when everything needed is there; what is optional never changes it. */
export async function doctor(args: DoctorArgs, io: Io): Promise<ExitCode> {
  const findings = await examineMachine(args.db, io)
  const healthy = findings.every((finding) => finding.state !== 'missing')
  io.stdout.write(
    args.json
      ? `${JSON.stringify({ schema: 'infbench.doctor/1', healthy, findings })}\n`
      : table(findings, healthy, textStyle(io.stdout, io.env)),
  )
  return healthy ? 0 : 1
}

function table(findings: readonly Finding[], healthy: boolean, style: TextStyle): string {
  const marks = { ok: style.green('ok'), optional: style.dim('absent'), missing: style.red('missing') }
  const rows = findings.map(({ what, state, found }) => [what, marks[state], found])
  const hints = findings.flatMap(({ what, hint }) =>
    hint === null ? [] : [`  ${style.cyan('hint:')} ${what}: ${hint}`],
  )
  const last = healthy
    ? 'next: infbench init && infbench run workload.yaml'
    : style.red('something needed is missing, see above')
  return `${[...layOut(rows, { left: [1, 2] }), ...hints, '', last].join('\n')}\n`
}
