import { readWorkloadFile, type WorkloadRuns, resolveWorkload } from '../../workload/load-file.ts'

/** A workload file with its overrides, resolved into the runs it asks for. */
export interface LoadedWorkload {
  readonly text: string
  /** As the user wrote it: errors and the rerun command repeat it. */
  readonly path: string
  readonly overrides: readonly string[]
  readonly plans: WorkloadRuns['plans']
}

/** Reads and resolves; all faults of the file at once, as one InfbenchError. */
export async function loadWorkload(path: string, overrides: readonly string[]): Promise<LoadedWorkload> {
  const text = await readWorkloadFile(path)
  const { plans } = resolveWorkload({ text, path, overrides })
  return { text, path, overrides, plans }
}

/** What a run is called: its own or the given name, with its place in a sweep or among repeats. */
export function runName({ plan, label }: LoadedWorkload['plans'][number], given: string | undefined): string {
  const name = given ?? plan.name
  return label === null ? name : `${name} (${label})`
}
