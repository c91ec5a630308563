import type { Probe, SearchPlan } from '../../stats/search/capacity-search.ts'
import { levelsOf, nextStep, searchEnds } from '../../stats/search/capacity-search.ts'
import { areRepeats } from './repeats.ts'
import { bestPoint, paretoFront, saturation, seriesOf } from './sweep-figures.ts'
import type { SearchResult, SweepDocument, SweepPoint } from './sweep-schema.ts'

/** The document of runs made together, in the order they were made. Of repeats none is the best, on the front or beyond a saturation. */
export function sweepDocument(
  { sweepId, name, kind }: Pick<SweepDocument, 'sweepId' | 'name' | 'kind'>,
  points: readonly SweepPoint[],
  plan: SearchPlan | null,
): SweepDocument {
  const isRepeated = kind === 'sweep' && areRepeats(points)
  const bestOf = (own: readonly SweepPoint[]) => (isRepeated ? null : (bestPoint(own)?.runId ?? null))
  const series = [...seriesOf(points)].map(([each, own]) => {
    return { name: each, best: bestOf(own), saturation: isRepeated ? null : saturation(own) }
  })
  return {
    schema: 'infbench.sweep/1',
    ...{ sweepId, name, kind: isRepeated ? 'repeats' : kind },
    points,
    best: bestOf(points),
    pareto: isRepeated ? [] : paretoFront(points).map(({ runId }) => runId),
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
