import type { Probe, SearchPlan } from '../../stats/search/capacity-search.ts'
import { levelsOf, nextStep, searchEnds } from '../../stats/search/capacity-search.ts'
import { bestPoint, paretoFront, type Saturation, saturation, seriesOf } from './sweep-figures.ts'
import type { SweepPoint } from './sweep-point.ts'

export const sweepSchemaName = 'infbench.sweep/1'

/** What the runs of a sweep or search say together: the JSON contract `infbench.sweep/1`. Keys are added, never renamed. */
export interface SweepDocument {
  readonly schema: typeof sweepSchemaName
  readonly sweepId: string
  readonly name: string
  readonly kind: 'sweep' | 'search'
  readonly points: readonly SweepPoint[]
  /** Id of the run with the highest goodput; null: none has any, or all are invalid. */
  readonly best: string | null
  /** Ids of runs that no other beats in tokens/s per user and tokens/s of all. */
  readonly pareto: readonly string[]
  /** Null where the load never reached the point, and where there are several series, which have one each. */
  readonly saturation: Saturation | null
  /** Runs that differ in load alone belong to one series. */
  readonly series: readonly SweepSeries[]
  readonly search: SearchResult | null
}

export interface SweepSeries {
  readonly name: string | null
  readonly best: string | null
  readonly saturation: Saturation | null
}

export interface SearchResult {
  readonly plan: SearchPlan
  /** Highest level that held; null: none did. */
  readonly best: number | null
  readonly failsAt: number | null
  /** Best goodput (requests/s) of a run at that level, of one that is not invalid where there is any. */
  readonly goodputPerS: number | null
  readonly why: keyof typeof searchEnds | 'interrupted'
  readonly sentence: string
  readonly levels: readonly ReturnType<typeof levelsOf>[number][]
}

/** The document of runs made together, in the order they were made. */
export function sweepDocument(
  about: Pick<SweepDocument, 'sweepId' | 'name' | 'kind'>,
  points: readonly SweepPoint[],
  plan: SearchPlan | null,
): SweepDocument {
  const series = [...seriesOf(points)].map(([name, own]) => {
    return { name, best: bestPoint(own)?.runId ?? null, saturation: saturation(own) }
  })
  return {
    schema: sweepSchemaName,
    ...about,
    points,
    best: bestPoint(points)?.runId ?? null,
    pareto: paretoFront(points).map(({ runId }) => runId),
    saturation: series.length === 1 ? (series[0]?.saturation ?? null) : null,
    series,
    search: plan === null ? null : searchResult(plan, points),
  }
}

/** The runs of a search as its next step sees them. */
export const probesOf = (points: readonly SweepPoint[]): readonly Probe[] =>
  points.map(({ level, requests }) => ({ level: level?.value ?? 0, ...requests }))

function searchResult(plan: SearchPlan, points: readonly SweepPoint[]): SearchResult {
  const probes = probesOf(points)
  const step = nextStep(probes, plan)
  const levels = levelsOf(probes, plan)
  if (!('end' in step)) {
    const sentence = 'the search was interrupted before it came to an end'
    return { plan, best: null, failsAt: null, goodputPerS: null, why: 'interrupted', sentence, levels }
  }
  const { best, failsAt, why } = step.end
  const known = points.filter(({ level, goodputPerS }) => level?.value === best && goodputPerS !== null)
  const sound = known.filter(({ status }) => status !== 'invalid')
  const atBest = (sound.length > 0 ? sound : known).map(({ goodputPerS }) => goodputPerS as number)
  const goodputPerS = atBest.length === 0 ? null : Math.max(...atBest)
  return { plan, best, failsAt, goodputPerS, why, sentence: searchEnds[why], levels }
}
