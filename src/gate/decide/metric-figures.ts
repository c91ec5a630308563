import { metricNamed, type NamedMetric } from '../../metrics/figures/named-metric.ts'
import type { GateFault } from '../comparable/gate-fault.ts'
import { listed } from '../comparable/odd-ones.ts'
import type { GatedMetric } from '../policy/gate-policy.ts'
import type { GateRun } from './gate-input.ts'

/** What both sides have of a gated metric, before anything is inferred. */
export interface MetricFigures extends GatedMetric {
  readonly label: string
  readonly unit: string
  readonly baselineValues: readonly (number | null)[]
  readonly candidateValues: readonly (number | null)[]
  readonly baselineMedian: number | null
  readonly candidateMedian: number | null
}

export function figuresOf(
  gated: GatedMetric,
  baseline: readonly GateRun[],
  candidate: readonly GateRun[],
): MetricFigures {
  const { label, unit, of } = metricNamed(gated.metric) as NamedMetric
  const valueOf = ({ document }: GateRun) => of(document)
  const [before, after] = [baseline.map(valueOf), candidate.map(valueOf)]
  return {
    ...{ metric: gated.metric, direction: gated.direction, marginShare: gated.marginShare, label, unit },
    ...{ baselineValues: before, candidateValues: after },
    ...{ baselineMedian: medianOf(before), candidateMedian: medianOf(after) },
  }
}

/** Of what was observed. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b)
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** ln(candidate / baseline) with the sign that makes worse positive; null where either is unknown or not above 0. */
export function worsening(from: number | null, to: number | null, direction: 'lower' | 'higher'): number | null {
  if (from === null || to === null || from <= 0 || to <= 0) return null
  const difference = Math.log(to) - Math.log(from)
  // no 0 with a minus sign
  return direction === 'lower' ? difference : 0 - difference
}

/** Differences are ratios: they need a value above 0 of every run. */
export function figureFaults(figures: readonly MetricFigures[], { baseline, candidate }: RunsOfSides): GateFault[] {
  return figures.flatMap(({ metric, baselineValues, candidateValues }): GateFault[] => {
    const of = (
      values: readonly (number | null)[],
      runs: readonly GateRun[],
      wrong: (value: number | null) => boolean,
    ) => runs.filter((_, i) => wrong(values[i] ?? null)).map(({ header }) => header.runId)
    const missing = [baselineValues, candidateValues].map((values, i) =>
      of(values, i === 0 ? baseline : candidate, (value) => value === null),
    )
    const flat = [
      ...of(baselineValues, baseline, (value) => value !== null && value <= 0),
      ...of(candidateValues, candidate, (value) => value !== null && value <= 0),
    ]
    return [
      ...unobserved(metric, missing, [baseline.length, candidate.length]),
      ...(flat.length === 0 ? [] : [notPositive(metric, flat)]),
    ]
  })
}

interface RunsOfSides {
  readonly baseline: readonly GateRun[]
  readonly candidate: readonly GateRun[]
}

function unobserved(
  metric: string,
  [before = [], after = []]: readonly string[][],
  [m = 0, n = 0]: readonly number[],
): GateFault[] {
  if (before.length + after.length === 0) return []
  const where =
    before.length === m && after.length === n
      ? 'in no run'
      : before.length === m && after.length === 0
        ? 'in runs of the candidate only'
        : after.length === n && before.length === 0
          ? 'in runs of the baseline only'
          : `in all runs but ${listed([...before, ...after])}`
  const hint = `take ${metric} out of the policy, or send what lets it be observed (streamed answers, service levels, a price)`
  return [{ code: 'one-sided', message: `${metric} was observed ${where}`, hint }]
}

const notPositive = (metric: string, runs: readonly string[]): GateFault => ({
  code: 'not-positive',
  message: `${metric} is 0 in ${listed(runs)}: no ratio can be made of it`,
  hint: `take ${metric} out of the metrics; a limit such as '${metric} > 0' can hold it`,
})
