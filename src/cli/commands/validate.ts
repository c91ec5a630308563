import type { Io } from '../../core/io.ts'
import { buildSchedule } from '../../workload/schedule.ts'
import type { ExitCode } from '../exit-codes.ts'
import { describeLoad, describeSlo, describeSource, describeTarget } from '../output/text/describe-plan.ts'
import { factLines } from '../output/text/fact-lines.ts'
import { count } from '../output/text/numbers.ts'
import { textStyle } from '../output/text/text-style.ts'
import { type LoadedWorkload, type PlannedRun, loadWorkload, overridesOf } from '../pipeline/load-workload.ts'
import { shellWord } from '../pipeline/rerun-command.ts'

interface ValidateArgs {
  readonly file: string
  readonly set: readonly string[] | undefined
  readonly 'skip-bad-rows': boolean
  readonly json: boolean
}

/** Checks a workload as far as it can be checked without its target: the file, its sources, the schedule they make. */
export async function validate(args: ValidateArgs, io: Io): Promise<ExitCode> {
  const workload = await loadWorkload(args.file, overridesOf(args))
  const schedules = workload.runs.map(tally)
  if (args.json)
    io.stdout.write(
      `${JSON.stringify({ schema: 'infbench.plans/1', plans: workload.runs.map(({ plan, label }) => ({ plan, label })) })}\n`,
    )
  else io.stdout.write(describe(workload, schedules, io))
  return 0
}

/** What a schedule asks of the target in all; null where it has no end of its own. */
interface Tally {
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
}

function tally({ plan, sources }: PlannedRun): Tally | null {
  const schedule = buildSchedule(plan, sources, plan.requests.contextLimit.tokens)
  if (schedule.planned === null || plan.arrival.process === 'concurrency') return null
  const total = { requests: 0, inputTokens: 0, outputTokens: 0 }
  for (const { inputTokens, outputTokens } of schedule.requests) {
    total.requests += 1
    total.inputTokens += inputTokens
    total.outputTokens += outputTokens
  }
  return total
}

function describe(workload: LoadedWorkload, schedules: readonly (Tally | null)[], io: Io): string {
  const style = textStyle(io.stdout, io.env)
  const { plan } = workload.runs[0] as PlannedRun
  const rows = workload.runs.map(({ plan: step, label }, i): [string, string] => [
    workload.runs.length === 1 ? 'load' : `run ${i + 1}`,
    [...(label === null ? [] : [label]), describeLoad(step), asks(schedules[i] ?? null)].join('; '),
  ])
  const slos = Object.values(plan.slo).flatMap((slo) => describeSlo(slo, style.symbols.atMost) ?? [])
  const lines = factLines(
    [
      ['target', describeTarget(plan.target)],
      [
        'requests',
        plan.requests.classes
          .map(({ name, source }) => `${name}: ${describeSource(source ?? plan.requests.source)}`)
          .join('; '),
      ],
      ...rows,
      ...(slos.length === 0 ? [] : [['slo', slos.join('; ')] as const]),
    ],
    style,
  )
  return `${workload.path}: ${style.green('valid')}\n\n${lines.join('\n')}\n\nnext: infbench run ${shellWord(workload.path)}\n`
}

const asks = (tally: Tally | null) =>
  tally === null
    ? 'as many requests as the answers allow'
    : `${count(tally.requests)} requests with ${count(tally.inputTokens)} tokens in and ${count(tally.outputTokens)} out`
