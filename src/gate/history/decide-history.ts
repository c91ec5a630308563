/**
 * The verdict where no pairs can be made (DESIGN section 6, 7; the t-test threshold of Bencher). The newest runs are judged by a prediction
 * interval over past ones of the same workload and environment: with ln S of n past runs of mean m and spread s, a further run of the same
 * system lies below m + t s sqrt(1 + 1/n) with the chance 1 - alpha / metrics. One run beyond it can be chance or a bad hour; two in a row
 * are called. Past runs are no pairs: what drifts with the machine is in the spread, and in the difference.
 */
import { stateFaults, workFaults, idsOf } from '../comparable/run-faults.ts'
import { environmentFaults } from '../comparable/machine-faults.ts'
import type { GateFault } from '../comparable/gate-fault.ts'
import { headOf } from '../decide/decide-gate.ts'
import type { GateRun, HistoryInput } from '../decide/gate-input.ts'
import { gateSide } from '../decide/gate-side.ts'
import { bareMetric } from '../decide/infer-pairs.ts'
import { judgeLimits } from '../decide/judge-limits.ts'
import { figureFaults, figuresOf } from '../decide/metric-figures.ts'
import { exitCodeOf, overallVerdict } from '../decide/overall.ts'
import { degradedCaution, reasonsOf } from '../decide/reasons.ts'
import type { GateDocument } from '../gate-document.ts'
import { fewestPastRuns } from '../policy/gate-policy.ts'
import { inferHistory } from './infer-history.ts'

/** Pure. Past runs of another workload or environment are left out and counted. */
export function decideHistory(input: HistoryInput): GateDocument {
  const { policy } = input
  const { past, candidate, others } = judgedRuns(input)
  const figures = policy.metrics.map((gated) => figuresOf(gated, past, candidate))
  const faults = faultsOf(past, candidate, others.length)
  const positive = faults.length > 0 ? [] : figureFaults(figures, { baseline: past, candidate })
  const all = [...faults, ...positive]
  const { inference, metrics } =
    all.length > 0
      ? {
          inference: null,
          metrics: figures.map((each) => ({ ...bareMetric(each, 'there is nothing to judge it by'), differences: [] })),
        }
      : inferHistory(figures, policy.alpha)
  const limits = judgeLimits(policy.limits, candidate.slice(-1)).map((limit) =>
    all.length === 0
      ? limit
      : { ...limit, verdict: 'incomparable' as const, why: 'the runs are not fit for a verdict' },
  )
  const verdict = overallVerdict(all, [...metrics, ...limits])
  const { onInconclusive } = policy
  const judged = { verdict, metrics: [...metrics], limits, faults: all, inference, onInconclusive }
  return {
    ...headOf(input),
    mode: 'history',
    ...{ verdict, exitCode: exitCodeOf(verdict, onInconclusive), onInconclusive },
    reasons: reasonsOf(judged, [...leftOut(others), ...degradedCaution([...past, ...candidate])]),
    baseline: gateSide(policy.baseline.label, past),
    candidate: gateSide(policy.candidate.label, candidate),
    pairs: { planned: 0, done: 0, used: all.length > 0 ? 0 : past.length, floor: fewestPastRuns, order: [], seeds: [] },
    ...{ inference, metrics: [...metrics], limits, faults: all },
  }
}

interface JudgedRuns {
  readonly past: readonly GateRun[]
  readonly candidate: readonly GateRun[]
  readonly others: readonly GateRun[]
}

/**
 * Past runs that the newest one can be judged by: same workload, data and environment, ended, and not invalid. Where one run is judged, the
 * one before it is the newest of those, if enough are left: two in a row decide.
 */
function judgedRuns({ past, candidate }: HistoryInput): JudgedRuns {
  const newest = candidate.at(-1)
  if (newest === undefined) return { past, candidate, others: [] }
  const alike = past.filter((run) => isAlike(run, newest))
  const others = past.filter((run) => !alike.includes(run))
  if (candidate.length > 1 || alike.length <= fewestPastRuns) return { past: alike, candidate, others }
  return { past: alike.slice(0, -1), candidate: [...alike.slice(-1), ...candidate], others }
}

const areas = ['workload', 'dataset', 'environment'] as const

const isAlike = (run: GateRun, newest: GateRun) =>
  areas.every((area) => run.header.fingerprints[area] === newest.header.fingerprints[area]) &&
  stateFaults([run]).length === 0

function faultsOf(past: readonly GateRun[], candidate: readonly GateRun[], others: number): GateFault[] {
  if (candidate.length === 0)
    return [{ code: 'no-runs', message: 'the candidate has no runs', hint: 'infbench list shows what is stored' }]
  const few: GateFault = {
    code: 'too-few-runs',
    message: `${past.length} past runs of the same workload and environment${others === 0 ? '' : ` (${others} of others)`}: ${fewestPastRuns} are the fewest that a prediction stands on`,
    hint: 'let more runs gather, or compare pairs made in turns (baseline and candidate in the policy)',
  }
  return [
    ...stateFaults(candidate),
    ...workFaults(candidate),
    ...environmentFaults(candidate),
    ...(past.length < fewestPastRuns ? [few] : []),
  ]
}

const leftOut = (others: readonly GateRun[]) =>
  others.length === 0
    ? []
    : [
        `${others.length} past runs are left out, of another workload, data or environment, or not fit: ${idsOf(others)}.`,
      ]
