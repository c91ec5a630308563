import type { SearchPlan } from '../../stats/search/capacity-search.ts'
import { levelOverrides } from '../../workload/plan/search-plan.ts'
import { type PlannedCase, readWorkloadFile, resolveWorkload } from '../../workload/load-file.ts'
import { readArrival } from '../../workload/arrivals/read-arrival.ts'
import { type Sources, openSources } from './sources/open-sources.ts'

/** A workload file with its overrides, resolved into the runs it asks for and where their requests come from. */
export interface LoadedWorkload {
  readonly text: string
  /** As the user wrote it: errors and the rerun command repeat it. */
  readonly path: string
  readonly overrides: readonly string[]
  readonly runs: readonly PlannedRun[]
  /** The search that the first of `runs` begins; null: they are all. */
  readonly search: SearchPlan | null
  /** Rest between two runs. */
  readonly cooldownNs: number
}

export interface PlannedRun extends PlannedCase {
  readonly sources: Sources
}

/** Reads and resolves all there is to read; all faults of the file at once, as one InfbenchError. */
export async function loadWorkload(path: string, overrides: readonly string[]): Promise<LoadedWorkload> {
  const text = await readWorkloadFile(path)
  const { plans: resolved, search, cooldownNs } = resolveWorkload({ text, path, overrides })
  const plans = await Promise.all(resolved.map(async (run) => ({ ...run, plan: await readArrival(run.plan) })))
  const sources = await openSources(
    plans.map(({ plan }) => plan),
    search !== null,
  )
  return {
    text,
    path,
    overrides,
    search,
    cooldownNs,
    runs: plans.map((run, i) => ({ ...run, sources: sources[i] as Sources })),
  }
}

/** The run of one level of a search; `place`: how many runs came before it, which gives it prompts of its own. */
export async function runAtLevel(
  workload: LoadedWorkload,
  search: SearchPlan,
  level: number,
  place: number,
): Promise<LevelRun> {
  const { text, path, overrides, runs } = workload
  const first = runs[0] as PlannedRun
  const at = [...overrides, ...levelOverrides(search, level), `seed=${first.plan.seed + place}`]
  const [resolved] = resolveWorkload({ text, path, overrides: at }).plans
  const plan = await readArrival((resolved as PlannedCase).plan)
  const label = `${search.over}=${level}`
  const run = { plan, label, series: null, overrides: at, sources: first.sources }
  return { run, workload: { text, path, overrides: at } }
}

/** A run of a sweep, or one of several repeats, with what repeats it by itself. */
export function runAlone(workload: LoadedWorkload, run: PlannedRun): LevelRun {
  const { text, path, overrides } = workload
  return { run, workload: { text, path, overrides: [...overrides, ...run.overrides] } }
}

/** A run with the workload and overrides that repeat it by itself. */
export interface LevelRun {
  readonly run: PlannedRun
  readonly workload: Pick<LoadedWorkload, 'text' | 'path' | 'overrides'>
}

/** What `--set` and its short forms put over the file. */
export function overridesOf(args: {
  readonly set: readonly string[] | undefined
  readonly 'skip-bad-rows': boolean
  readonly workers?: string | undefined
  readonly driver?: string | undefined
  readonly repeat?: string | undefined
}): readonly string[] {
  return [
    ...(args.set ?? []),
    ...(args['skip-bad-rows'] ? ['requests.skipBadRows=true'] : []),
    ...(args.workers === undefined ? [] : [`load.workers=${args.workers}`]),
    ...(args.driver === undefined ? [] : [`driver=${args.driver}`]),
    ...(args.repeat === undefined ? [] : [`repeat=${args.repeat}`]),
  ]
}

/** What a run is called: its own or the given name, with its place in a sweep or among repeats. */
export function runName({ plan, label }: PlannedRun, given: string | undefined): string {
  const name = given ?? plan.name
  return label === null ? name : `${name} (${label})`
}
