import { readFile } from 'node:fs/promises'
import { InfbenchError } from '../core/errors.ts'
import { type Assignment, parseOverride } from './file/assignment.ts'
import { parseYaml, type YamlDocument } from './file/yaml-document.ts'
import { planCase, type FaultLine } from './plan/plan-case.ts'
import type { SearchPlan } from '../stats/search/capacity-search.ts'
import type { RunPlan } from './run-plan.ts'
import { expandSweep, pointOverrides, type SweepPoint } from './plan/sweep.ts'

export interface WorkloadInput {
  readonly text: string
  /** As the user gave it: names the file in errors, and its folder is where the file's relative paths start. */
  readonly path: string
  /** `a.b=c` each, as given to --set. */
  readonly overrides: readonly string[]
}

/** The runs a workload asks for, in order of execution. */
export interface WorkloadRuns {
  readonly plans: readonly PlannedCase[]
  /** The search whose first plan is the only one of `plans` (or its repeats); null: these are all. */
  readonly search: SearchPlan | null
  /** Rest between two runs. */
  readonly cooldownNs: number
}

/** A plan and its place among the runs of its workload. */
export interface PlannedCase {
  readonly plan: RunPlan
  /** Its name in a sweep or among repeats; null when it is the only run. */
  readonly label: string | null
  /** What a sweep sets besides the load; null: nothing. */
  readonly series: string | null
  /** What makes a run of this plan alone, as `--set` has it; empty when it is the only run. */
  readonly overrides: readonly string[]
}

/** Reads a workload file as text. Errors: `workload.unreadable`. */
export async function readWorkloadFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const got = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : (code ?? String(cause))
    throw new InfbenchError('workload.unreadable', {
      message: `${path}: expected a workload file, got ${got}`,
      hint: code === 'ENOENT' ? `infbench init ${path} writes one to start from` : undefined,
      cause,
    })
  }
}

/**
 * A workload's text and overrides to its frozen plans, one for each combination of the sweep and each repeat. Pure. Throws one
 * `workload.malformed` or `workload.invalid` that lists every fault, a line each: `file:line:col path: expected ..., got ...`.
 */
export function resolveWorkload(input: WorkloadInput): WorkloadRuns {
  const document = parseYaml(input.text, input.path)
  const overrides = input.overrides.map(parseOverride)
  const faults: FaultLine[] = overrides.flatMap((entry, i) =>
    'fault' in entry ? [{ order: [0, i], text: `--set ${input.overrides[i]}: ${entry.fault}` }] : [],
  )
  const assignments = overrides.filter((entry): entry is Assignment => 'path' in entry)
  const sweep = expandSweep(document.value, assignments)
  const cases = sweep.map((point) => planCase({ document, path: input.path, assignments, point }))
  faults.push(...cases.flatMap((result) => ('faults' in result ? result.faults : [])))
  if (faults.length > 0) throw invalid(faults, document)
  const plans = cases.flatMap((result) => ('plan' in result ? [result] : []))
  const { search = null, cooldownNs = 0 } = plans[0] ?? {}
  return { plans: repeated(plans), search, cooldownNs }
}

function invalid(faults: readonly FaultLine[], document: YamlDocument): InfbenchError {
  const sorted = [...faults].sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1])
  const hint =
    document.value === null
      ? 'infbench init writes a commented workload file to start from'
      : 'infbench schema > workload.schema.json lets your editor check this file'
  return new InfbenchError('workload.invalid', {
    message: [...new Set(sorted.map((fault) => fault.text))].join('\n'),
    hint,
  })
}

/**
 * Repeats run round by round, so that drift of the machine spreads over all points of a sweep, and every second round backwards (ABBA): a
 * drift that goes one way, and what a run leaves behind for the next, then favours no point. Every run has its own seed: a run
 * with the prompts of an earlier one would find them in the server's prefix cache. `seed: N` repeats run N - seed exactly.
 */
function repeated(points: readonly { readonly plan: RunPlan; readonly point: SweepPoint }[]): readonly PlannedCase[] {
  const repeats = points[0]?.plan.repeat ?? 1
  const isAlone = points.length * repeats === 1 && points[0]?.point.label === null
  return Array.from({ length: repeats }, (_, round) => {
    const ordered = round % 2 === 0 ? points : points.toReversed()
    return ordered.map(({ plan, point }, i) => {
      const seed = plan.seed + round * points.length + i
      const parts = [point.label, repeats > 1 ? `repeat ${round + 1}/${repeats}` : null].filter((part) => part !== null)
      return {
        plan: Object.freeze({ ...plan, seed }),
        label: parts.length === 0 ? null : parts.join(', '),
        series: point.series,
        overrides: isAlone ? [] : ['sweep=null', 'repeat=1', ...pointOverrides(point), `seed=${seed}`],
      }
    })
  }).flat()
}
