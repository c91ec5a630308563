import { percent } from '../../metrics/validity/numbers.ts'
import { overlapIn } from '../comparable/machine-faults.ts'
import { seenBefore } from '../comparable/pair-faults.ts'
import { listed } from '../comparable/odd-ones.ts'
import type { GateDocument, GateMetric } from '../gate-document.ts'
import type { GatePair, GateRun, PairedInput } from './gate-input.ts'

type Judged = Pick<GateDocument, 'verdict' | 'metrics' | 'limits' | 'faults' | 'inference' | 'onInconclusive'>

/** Plain sentences for the verdict, the gravest first, then what to bear in mind. */
export function reasonsOf(judged: Judged, cautions: readonly string[]): string[] {
  return [...verdictSentences(judged), ...cautions]
}

function verdictSentences({ verdict, metrics, limits, faults, onInconclusive }: Judged): string[] {
  if (verdict === 'incomparable') return faults.map(({ message }) => sentence(message))
  const of = (which: GateMetric['verdict']) => [
    ...metrics.filter((metric) => metric.verdict === which).map(metricSentence),
    ...limits
      .filter((limit) => limit.verdict === which)
      .map(({ expression, why }) => sentence(`${expression}: ${why}`)),
  ]
  const passed = metrics.filter((metric) => metric.verdict === 'pass').length
  const all = passed === metrics.length
  const open = verdict === 'inconclusive' && onInconclusive !== 'fail'
  return [
    ...of('regression'),
    ...of('inconclusive'),
    ...of('warn'),
    ...(passed === 0 ? [] : [passSentence(passed, metrics.length, all)]),
    ...(open
      ? [`The policy lets an inconclusive gate ${onInconclusive === 'pass' ? 'pass' : 'pass with a warning'}.`]
      : []),
  ]
}

function metricSentence({ label, why, verdict, pairsToDecide }: GateMetric): string {
  if (verdict !== 'inconclusive') return sentence(`${label}: ${why}`)
  const more =
    pairsToDecide === null
      ? 'more runs of this kind will hardly decide it'
      : `about ${pairsToDecide} more would decide it, if the spread stays`
  return sentence(`${label}: ${why}; ${more}`)
}

const passSentence = (passed: number, count: number, all: boolean) =>
  all
    ? `${count === 1 ? 'The metric is' : `All ${count} metrics are`} inside ${count === 1 ? 'its margin' : 'their margins'}.`
    : `${passed} of ${count} metrics ${passed === 1 ? 'is' : 'are'} inside ${passed === 1 ? 'its margin' : 'their margins'}.`

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** What a reader must know of pairs that allowed a verdict. */
export function pairCautions(input: PairedInput, inference: GateDocument['inference']): string[] {
  const { pairs, policy, inTurns } = input
  const runs = pairs.flatMap(({ baseline, candidate }) => [baseline, candidate])
  return [
    ...degradedCaution(runs),
    ...(inTurns ? clockCaution(pairs) : turnsCaution(pairs)),
    ...cacheCaution(pairs),
    ...levelCaution(inference),
    ...(pairs.length < policy.pairs.planned && inTurns && policy.sequential === null
      ? [`${pairs.length} of ${policy.pairs.planned} planned pairs were made before the budget ended.`]
      : []),
  ]
}

/** Runs whose figures have a flaw that does not forbid a verdict. */
export function degradedCaution(runs: readonly GateRun[]): string[] {
  const degraded = runs.filter(({ document }) => document.status === 'degraded')
  const [first] = degraded
  if (first === undefined) return []
  const reason = first.document.reasons.find(({ severity }) => severity === 'degraded')
  const because = reason === undefined ? '' : `, first of all ${first.header.runId}: ${reason.message}`
  return [sentence(`${degraded.length} of ${runs.length} runs are degraded${because}`)]
}

/** Pairs cancel what drifts only where the two runs of a pair stand beside each other, in changing order. */
function turnsCaution(pairs: readonly GatePair[]): string[] {
  const times = (side: 'baseline' | 'candidate') => pairs.map((pair) => pair[side].header.startedAtMs)
  const [before, after] = [times('baseline'), times('candidate')]
  if (pairs.length === 0) return []
  const apart = Math.max(...before) < Math.min(...after) || Math.max(...after) < Math.min(...before)
  return apart
    ? [
        'All runs of one side were made before those of the other: what changed in between, of the machine too, is in the difference.',
      ]
    : []
}

/** The gate knows the order of its own runs; figures are by a clock that cannot be set. */
function clockCaution(pairs: readonly GatePair[]): string[] {
  const inOrder = pairs.flatMap(({ baseline, candidate, order }) =>
    order === 'AB' ? [baseline, candidate] : [candidate, baseline],
  )
  const overlap = overlapIn(inOrder)
  if (overlap === null) return []
  const ids = listed(overlap.map(({ header }) => header.runId))
  return [`The clock was set back between ${ids}; figures and pairs are by another clock, and hold.`]
}

/** Where it is no fault. */
function cacheCaution(pairs: readonly GatePair[]): string[] {
  const { length } = seenBefore(pairs)
  if (length === 0) return []
  return [
    `In ${length} of ${pairs.length} pairs the second run sent prompts that its server had seen and may have had in a prefix cache; that falls on both sides, and widens the bounds.`,
  ]
}

function levelCaution(inference: GateDocument['inference']): string[] {
  if (inference === null || inference.attainableAlpha === null) return []
  const asked = inference.looks[inference.look - 1]?.alpha ?? inference.alpha
  if (Math.abs(inference.attainableAlpha - asked) < 5e-4 || inference.looks.length > 1) return []
  return [
    `Bounds have ${percent(1 - inference.attainableAlpha)} confidence, the attainable level nearest to ${percent(1 - asked)}.`,
  ]
}
