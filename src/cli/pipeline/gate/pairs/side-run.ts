import { InfbenchError } from '../../../../core/errors.ts'
import type { StartPolicy } from '../../../../gate/policy/gate-policy.ts'
import { readArrival } from '../../../../workload/arrivals/read-arrival.ts'
import { resolveWorkload } from '../../../../workload/load-file.ts'
import type { PlannedRun } from '../../load-workload.ts'
import { openSources } from '../../sources/open-sources.ts'
import type { PairSide, PairsPlan } from './pairs-plan.ts'

/** A workload that can be run by itself, as a run keeps it. */
type Written = PairsPlan['workload']

/** What `--set` would have for a side: its own overrides, or the command that starts it, in `folder`. */
export function sideOverrides(side: PairSide, folder: string | null): readonly string[] {
  const { start } = side
  return start === null
    ? side.overrides
    : [...side.overrides, `target.start=${JSON.stringify(startFields(start, folder))}`]
}

/** As a workload file has them; the folder is absolute, since the command line's folder is not the policy's. */
function startFields(start: StartPolicy, folder: string | null): object {
  return {
    command: start.command,
    folder: folder ?? start.folder,
    port: start.port ?? 'auto',
    ready: start.ready,
    api: start.api,
    within: `${start.readyWithinNs}ns`,
    environment: start.env,
  }
}

/** The workload of one run, with all that repeats it by itself. */
export function sideWorkload(workload: Written, side: PairSide, folder: string | null, seed: number): Written {
  const overrides = [...workload.overrides, ...sideOverrides(side, folder), 'repeat=1', `seed=${seed}`]
  return { ...workload, overrides }
}

/** The one run that a workload asks for. Errors: those of workloads, of which one that asks for several is another. */
export async function soleRun(workload: Written): Promise<PlannedRun & { readonly cooldownNs: number }> {
  const { plans, search, cooldownNs } = resolveWorkload(workload)
  const [first] = plans
  if (first === undefined || plans.length > 1 || search !== null) throw severalRuns(workload.path, search !== null)
  const plan = await readArrival(first.plan)
  const [sources] = await openSources([plan])
  if (sources === undefined) throw new Error(`${workload.path}: no sources were opened for its plan`)
  return { ...first, plan, sources, cooldownNs }
}

const severalRuns = (path: string, isSearch: boolean) =>
  new InfbenchError('workload.invalid', {
    message: `${path}: expected a workload of one load for the pairs of a gate, got a ${isSearch ? 'search' : 'sweep'}`,
    hint: `${isSearch ? 'search' : 'sweep'}: null in a workload of its own, with the load that matters`,
  })
