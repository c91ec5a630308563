import type { RunPlan } from '../../workload/run-plan.ts'
import { openSource } from '../../workload/sources/open-source.ts'
import type { RequestSource } from '../../workload/sources/request-source.ts'

/** The source of each request class, by class name. */
export type Sources = ReadonlyMap<string, RequestSource>

/** Opens the sources of a plan; one that several classes share is read once. */
export async function openSources(plan: RunPlan): Promise<Sources> {
  const common = plan.requests.classes.some(({ source }) => source === null) ? await openSource(plan.requests.source) : null
  const sources = new Map<string, RequestSource>()
  for (const { name, source } of plan.requests.classes) {
    sources.set(name, source === null ? (common as RequestSource) : await openSource(source))
  }
  return sources
}

/** What each class draws from, by fingerprint. */
export const fingerprintsOf = (sources: Sources): Readonly<Record<string, string>> =>
  Object.fromEntries([...sources].map(([name, source]) => [name, source.fingerprint]))
