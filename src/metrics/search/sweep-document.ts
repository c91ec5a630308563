import type { Probe, SearchPlan } from '../../stats/search/capacity-search.ts'
import { levelsOf, nextStep, searchEnds } from '../../stats/search/capacity-search.ts'
import { bestPoint, paretoFront, saturation, seriesOf } from './sweep-figures.ts'
import type { SearchResult, SweepDocument, SweepPoint } from './sweep-schema.ts'

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
    schema: 'infbench.sweep/1',
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
