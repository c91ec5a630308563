import type { Io } from '../../core/io.ts'
import { inspectPlan } from '../../workload/inspect/inspect-file.ts'
import type { SourceFigures } from '../../workload/inspect/inspect-source.ts'
import { readWorkloadFile, resolveWorkload } from '../../workload/load-file.ts'
import type { SourcePlan } from '../../workload/run-plan.ts'
import type { ExitCode } from '../exit-codes.ts'
import { openLiveDisplay } from '../output/progress/live-display.ts'
import { sourceTable } from '../output/tables/source-table.ts'
import { count } from '../output/text/numbers.ts'
import { textStyle } from '../output/text/text-style.ts'
import { sourcesOf } from '../pipeline/sources/open-sources.ts'
import { inspectedPlan, type InspectArgs } from '../pipeline/sources/inspected-plan.ts'

const bytesPerMB = 1e6

interface WorkloadArgs extends InspectArgs {
  readonly action: string
  readonly json: boolean
}

/** Draws every source that is named: a file, a built-in distribution, or those of a workload file. */
export async function workload(args: WorkloadArgs, io: Io): Promise<ExitCode> {
  const plans = /\.ya?ml$/i.test(args.source) ? await plansOf(args.source) : [inspectedPlan(args)]
  const figures: SourceFigures[] = []
  const display = await openLiveDisplay(io, !io.stderr.isTerminal)
  try {
    for (const plan of plans) {
      display.stage('reading')
      figures.push(await inspectPlan(plan, (bytes) => display.detail(`${count(bytes / bytesPerMB)} MB`)))
    }
  } finally {
    display.close()
  }
  if (args.json) io.stdout.write(`${JSON.stringify(documentOf(figures))}\n`)
  else {
    const style = textStyle(io.stdout, io.env)
    io.stdout.write(figures.map((each) => sourceTable(each, each.name, style)).join('\n'))
  }
  return 0
}

/** Each distinct source of a workload once. */
async function plansOf(path: string): Promise<readonly SourcePlan[]> {
  const { plans } = resolveWorkload({ text: await readWorkloadFile(path), path, overrides: [] })
  const sources = plans.flatMap(({ plan }) => sourcesOf(plan))
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()]
}

const documentOf = (figures: readonly SourceFigures[]) =>
  figures.length === 1
    ? { schema: 'infbench.source/1', ...figures[0] }
    : { schema: 'infbench.sources/1', sources: figures }
