import type { RunPlan, SourcePlan } from '../../../workload/run-plan.ts'
import { both, type Need, needOf } from '../../../workload/sources/need.ts'
import { openSource } from '../../../workload/sources/open-source.ts'
import type { RequestSource } from '../../../workload/sources/request-source.ts'

/** The source of each request class, by class name. */
export type Sources = ReadonlyMap<string, RequestSource>

/**
 * Opens the sources of every plan, each distinct one once: the runs of a sweep share what they draw from. Of a large trace no more is
 * kept than the plans can use, unless `others` (the levels of a search) may need more. `contextTokens`: the target's, null before it is known.
 */
export async function openSources(
  plans: readonly RunPlan[],
  others = false,
  contextTokens: number | null = null,
): Promise<readonly Sources[]> {
  const needs = new Map<string, Need | null>()
  for (const plan of plans) {
    const need = others ? null : needOf(plan, contextTokens)
    for (const source of sourcesOf(plan)) {
      const [key, known] = [JSON.stringify(source), needs.get(JSON.stringify(source))]
      needs.set(key, known === undefined ? need : both(known, need))
    }
  }
  const opened = new Map<string, Promise<RequestSource>>()
  const open = (source: SourcePlan) => {
    const key = JSON.stringify(source)
    const known = opened.get(key) ?? openSource(source, undefined, needs.get(key) ?? null)
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

/** The same sources, read again where rows that were not kept may be needed: the target's context is smaller than was known. */
export async function sourcesFor(plan: RunPlan, sources: Sources, contextTokens: number | null): Promise<Sources> {
  const { rule, tokens } = plan.requests.contextLimit
  const isShorter = rule === 'drop' && (contextTokens ?? Infinity) < (tokens ?? Infinity)
  if (!isShorter || ![...sources.values()].some(({ isPart }) => isPart === true)) return sources
  const [again] = await openSources([plan], false, contextTokens)
  return again ?? sources
}

/** The source of each class of a plan. */
export const sourcesOf = ({ requests }: RunPlan): readonly SourcePlan[] =>
  requests.classes.map(({ source }) => source ?? requests.source)

/** What each class draws from, by fingerprint. */
export const fingerprintsOf = (sources: Sources): Readonly<Record<string, string>> =>
  Object.fromEntries([...sources].map(([name, source]) => [name, source.fingerprint]))
