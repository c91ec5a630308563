import type { RunPlan, SourcePlan } from '../../../workload/run-plan.ts'
import { openSource } from '../../../workload/sources/open-source.ts'
import type { RequestSource } from '../../../workload/sources/request-source.ts'

/** The source of each request class, by class name. */
export type Sources = ReadonlyMap<string, RequestSource>

/** Opens the sources of every plan, each distinct one once: the runs of a sweep share what they draw from. */
export async function openSources(plans: readonly RunPlan[]): Promise<readonly Sources[]> {
  const opened = new Map<string, Promise<RequestSource>>()
  const open = (source: SourcePlan) => {
    const key = JSON.stringify(source)
    const known = opened.get(key) ?? openSource(source)
    opened.set(key, known)
    return known
  }
  const bySource = []
  for (const { requests } of plans) {
    const sources = new Map<string, RequestSource>()
    for (const { name, source } of requests.classes) sources.set(name, await open(source ?? requests.source))
    bySource.push(sources)
  }
  return bySource
}

/** What each class draws from, by fingerprint. */
export const fingerprintsOf = (sources: Sources): Readonly<Record<string, string>> =>
  Object.fromEntries([...sources].map(([name, source]) => [name, source.fingerprint]))
