import type { Io } from '../../core/io.ts'
import { inspectSource, type SourceFigures } from '../../workload/inspect/inspect-source.ts'
import { openSource } from '../../workload/sources/open-source.ts'
import type { RequestSource } from '../../workload/sources/request-source.ts'
import type { ExitCode } from '../exit-codes.ts'
import { sourceTable } from '../output/tables/source-table.ts'
import { textStyle } from '../output/text/text-style.ts'
import { loadWorkload } from '../pipeline/load-workload.ts'
import { inspectedPlan, type InspectArgs } from '../pipeline/sources/inspected-plan.ts'

interface WorkloadArgs extends InspectArgs {
  readonly action: string
  readonly json: boolean
}

/** Draws every source that is named: a file, a built-in distribution, or those of a workload file. */
export async function workload(args: WorkloadArgs, io: Io): Promise<ExitCode> {
  const sources = /\.ya?ml$/i.test(args.source) ? await sourcesOf(args.source) : [await openSource(inspectedPlan(args))]
  const figures = sources.map(inspectSource)
  if (args.json) io.stdout.write(`${JSON.stringify(documentOf(figures))}\n`)
  else {
    const style = textStyle(io.stdout, io.env)
    io.stdout.write(figures.map((each) => sourceTable(each, each.name, style)).join('\n'))
  }
  return 0
}

/** Each distinct source of a workload once. */
async function sourcesOf(path: string): Promise<readonly RequestSource[]> {
  const { runs } = await loadWorkload(path, [])
  return [...new Set(runs.flatMap(({ sources }) => [...sources.values()]))]
}

const documentOf = (figures: readonly SourceFigures[]) =>
  figures.length === 1
    ? { schema: 'infbench.source/1', ...figures[0] }
    : { schema: 'infbench.sources/1', sources: figures }
