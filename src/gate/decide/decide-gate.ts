import { absentFaults, bothSides, stateFaults, targetFaults, workFaults } from '../comparable/run-faults.ts'
import { clockFaults, environmentFaults } from '../comparable/machine-faults.ts'
import { missingFaults, pairFaults } from '../comparable/pair-faults.ts'
import type { GateFault } from '../comparable/gate-fault.ts'
import { type GateDocument, type GateLimit, gateSchemaName } from '../gate-document.ts'
import { fewestPairs } from '../policy/gate-policy.ts'
import type { GateFacts, PairedInput } from './gate-input.ts'
import { gateSide } from './gate-side.ts'
import { bareMetric, inferPairs } from './infer-pairs.ts'
import { judgeLimits } from './judge-limits.ts'
import { looksOf } from '../levels/looks.ts'
import { figureFaults, figuresOf } from './metric-figures.ts'
import { endsGate, exitCodeOf, overallVerdict } from './overall.ts'
import { pairCautions, reasonsOf } from './reasons.ts'

/**
 * The verdict on pairs of runs (DESIGN section 6). Pure; the same runs give the same verdict. What is not comparable is said first, and then
 * nothing is inferred.
 */
export function decideGate(given: PairedInput): GateDocument {
  const input = atLook(given)
  const { policy, pairs, look } = input
  const runs = { baseline: pairs.map(({ baseline }) => baseline), candidate: pairs.map(({ candidate }) => candidate) }
  const figures = policy.metrics.map((gated) => figuresOf(gated, runs.baseline, runs.candidate))
  const faults = distinct([...comparability(input), ...(pairs.length === 0 ? [] : figureFaults(figures, runs))])
  const seed = [runs.baseline, runs.candidate].map(([first]) => first?.header.runId ?? '').join(' ')
  const spending = policy.sequential?.spending ?? null
  const question = { figures, pairs: pairs.length, alpha: policy.alpha, looks: looksOf(policy), look, spending }
  const { inference, metrics } =
    faults.length > 0
      ? { inference: null, metrics: figures.map((each) => bareMetric(each, 'the runs are not comparable')) }
      : inferPairs({ ...question, seed })
  const limits = limitsOf(input, faults)
  const verdict = overallVerdict(faults, [...metrics, ...limits])
  const { onInconclusive } = policy
  const judged = { verdict, metrics: [...metrics], limits, faults, inference, onInconclusive }
  return {
    ...headOf(input),
    mode: 'paired',
    ...{ verdict, exitCode: exitCodeOf(verdict, onInconclusive), onInconclusive },
    reasons: reasonsOf(judged, faults.length > 0 ? [] : pairCautions(input, inference)),
    baseline: gateSide(policy.baseline.label, runs.baseline),
    candidate: gateSide(policy.candidate.label, runs.candidate),
    pairs: pairsOf(input, faults.length > 0 ? 0 : pairs.length),
    ...{ inference, metrics: [...metrics], limits, faults },
  }
}

/**
 * The verdict on pairs that are all there, at the look at which a gate that makes its own runs would have stopped. What is not comparable is
 * looked for in all pairs, also in those after that look.
 */
export function decideAtLooks(input: Omit<PairedInput, 'look'>): GateDocument {
  const looks = looksOf(input.policy)
  const reached = looks.filter(({ pairs }) => pairs <= input.pairs.length).length
  const whole = decideGate({ ...input, look: Math.max(1, reached) })
  if (whole.verdict === 'incomparable' || input.policy.sequential === null) return whole
  for (let look = 1; look < reached; look++) {
    const document = decideGate({ ...input, look })
    if (endsGate(document.verdict)) return document
  }
  return whole
}

/** With the pairs that the look sees. */
function atLook(input: PairedInput): PairedInput {
  const seen = input.policy.sequential?.looks[input.look - 1]
  return seen === undefined ? input : { ...input, pairs: input.pairs.slice(0, seen) }
}

type Head = Pick<GateDocument, 'schema' | 'infbench' | 'id' | 'policy' | 'name' | 'createdAt'>

/** What every verdict begins with. */
export const headOf = ({ policy, id, createdAtMs, infbenchVersion }: GateFacts): Head => ({
  schema: gateSchemaName,
  infbench: infbenchVersion,
  id,
  policy: policy.path,
  name: policy.name,
  createdAt: new Date(createdAtMs).toISOString(),
})

function comparability(input: PairedInput): GateFault[] {
  const { pairs, unpaired, policy, inTurns } = input
  const sides = {
    baseline: [...pairs.map(({ baseline }) => baseline), ...unpaired.baseline],
    candidate: [...pairs.map(({ candidate }) => candidate), ...unpaired.candidate],
  }
  const runs = bothSides(sides)
  const planned = policy.sequential?.looks[0] ?? policy.pairs.planned
  const given = policy.sequential !== null || (policy.pairs.given && !inTurns)
  const missing = missingFaults(input, { planned, given })
  const absent = absentFaults(sides)
  if (input.faults.length > 0 || absent.length > 0) return [...input.faults, ...absent]
  return [
    ...[...stateFaults(runs), ...workFaults(runs), ...environmentFaults(runs), ...targetFaults(sides)],
    ...(inTurns ? [] : clockFaults(runs)),
    ...[...missing, ...pairFaults(pairs, inTurns)],
  ]
}

/** Limits of runs that are not fit for a verdict are figures and no more. */
function limitsOf({ policy, pairs }: PairedInput, faults: readonly GateFault[]): GateLimit[] {
  const limits = judgeLimits(
    policy.limits,
    pairs.map(({ candidate }) => candidate),
  )
  return faults.length === 0
    ? [...limits]
    : limits.map((limit) => ({ ...limit, verdict: 'incomparable', why: 'the runs are not fit for a verdict' }))
}

const pairsOf = ({ policy, pairs }: PairedInput, used: number): GateDocument['pairs'] => ({
  ...{ planned: policy.pairs.planned, done: pairs.length, used, floor: fewestPairs },
  order: pairs.map(({ order }) => order),
  seeds: pairs.map(({ seed }) => seed),
})

const distinct = (faults: readonly GateFault[]) =>
  faults.filter((fault, i) => faults.findIndex(({ message }) => message === fault.message) === i)
