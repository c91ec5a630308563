import type { Probe, SearchPlan } from '../../stats/search/capacity-search.ts'
import { levelsOf, nextStep, searchEnds } from '../../stats/search/capacity-search.ts'
import { paretoFront, saturation, type SweepPoint } from './sweep-figures.ts'

export const sweepSchemaName = 'infbench.sweep/1'

/** What the runs of a sweep or search say together: the JSON contract `infbench.sweep/1`. Keys are added, never renamed. */
export interface SweepDocument {
  readonly schema: typeof sweepSchemaName
  readonly sweepId: string
  readonly name: string
  readonly kind: 'sweep' | 'search'
  readonly points: readonly SweepPoint[]
  /** Ids of runs that no other beats in tokens/s per user and tokens/s of all. */
  readonly pareto: readonly string[]
  readonly saturation: ReturnType<typeof saturation>
  readonly search: SearchResult | null
}

export interface SearchResult {
  readonly plan: SearchPlan
  /** Highest level that held; null: none did. */
  readonly best: number | null
  readonly failsAt: number | null
  /** Best goodput (requests/s) of a run at that level. */
  readonly goodputPerS: number | null
  readonly why: keyof typeof searchEnds | 'interrupted'
  readonly sentence: string
  readonly levels: readonly ReturnType<typeof levelsOf>[number][]
}

/** The document of runs made together, in the order they were made. */
export function sweepDocument(
  about: Pick<SweepDocument, 'sweepId' | 'name' | 'kind'>,
  points: readonly SweepPoint[],
  searched: { readonly plan: SearchPlan; readonly probes: readonly Probe[] } | null,
): SweepDocument {
  return {
    schema: sweepSchemaName,
    ...about,
    points,
    pareto: paretoFront(points).map(({ runId }) => runId),
    saturation: saturation(points),
    search: searched === null ? null : searchResult(searched.plan, searched.probes, points),
  }
}

function searchResult(plan: SearchPlan, probes: readonly Probe[], points: readonly SweepPoint[]): SearchResult {
  const step = nextStep(probes, plan)
  const levels = levelsOf(probes, plan)
  if (!('end' in step)) {
    const sentence = 'the search was interrupted before it came to an end'
    return { plan, best: null, failsAt: null, goodputPerS: null, why: 'interrupted', sentence, levels }
  }
  const { best, failsAt, why } = step.end
  const atBest = points.flatMap(({ level, goodputPerS }) => (level?.value === best ? (goodputPerS ?? []) : []))
  const goodputPerS = atBest.length === 0 ? null : Math.max(...atBest)
  return { plan, best, failsAt, goodputPerS, why, sentence: searchEnds[why], levels }
}
