import { clip } from './sections/clip.ts'
import { conditionCautions, differingWithin, orderCaution, sideCautions } from './comparison/cautions.ts'
import {
  type ComparedRun,
  type ComparedSide,
  type Comparison,
  type ComparisonInference,
  type MetricChange,
  type RunSide,
  type Side,
  sideLetters,
} from './comparison/comparison.ts'
import { compareConditions } from './comparison/compare-conditions.ts'
import { compareMetrics } from './comparison/compare-metrics.ts'
import { inferChanges, usualFamily } from './comparison/infer-changes.ts'
import { pairRuns, seedOf } from './comparison/pair-runs.ts'
import { findingsOf, hindrance, statementOf } from './comparison/state-findings.ts'

/** How sides are compared. */
export interface CompareOptions {
  /** `ttft.p50` each; the usual ones where none is named. Bounds hold for all of them at once. */
  readonly family?: readonly string[] | undefined
  /** A change that matters, as a fraction. */
  readonly margin?: number | null
}

/**
 * Sides against the first of them, which is the reference. Conditions come first: figures of different workloads do not answer each
 * other. From one run each nothing can be inferred, because two runs of the same system differ too; the comparison says so and gives
 * directions only. Repeats allow bounds; those of a third side are made apart from those of the second.
 */
export function compareSides(
  sides: readonly [Side, Side, ...(readonly Side[])],
  options: CompareOptions = {},
): Comparison {
  const [reference, ...others] = sides
  const [first, ...further] = others.map((side, i) => compareTwo(reference, side, sideLetters.charAt(i + 1), options))
  return { ...(first as Comparison), further }
}

/** Sides that have a letter. */
export const mostSides = sideLetters.length

function compareTwo(a: Side, given: Side, letter: string, options: CompareOptions): Comparison {
  const partners = pairRuns(a, given)
  const b = partners === null ? given : { ...given, runs: partners }
  const [firstA, firstB] = [a.runs[0] as RunSide, b.runs[0] as RunSide]
  const conditions = compareConditions(firstA.header, firstB.header)
  const repeated = a.runs.length > 1 && b.runs.length > 1
  const cautions = [
    ...conditionCautions(conditions),
    ...sideCautions(a, 'A'),
    ...sideCautions(b, letter),
    ...(repeated ? orderCaution(a, b) : []),
  ]
  const mixed = [a, b].some((side) => differingWithin(side).some((area) => area !== 'environment'))
  const sameWork = conditions.every(({ area, same }) => same || (area !== 'workload' && area !== 'dataset')) && !mixed
  const invalid = [...a.runs, ...b.runs].some(({ document }) => document.status === 'invalid')
  const comparable = sameWork && !invalid
  const changes = compareMetrics(documentsOf(a), documentsOf(b))
  const { inference, metrics } = inferred(a, b, changes, {
    comparable,
    mixed,
    invalid,
    paired: partners !== null,
    options,
  })
  return {
    schema: 'infbench.compare/1',
    ...{ a: comparedRun(firstA), b: comparedRun(firstB) },
    sides: { a: comparedSide(a, 'A'), b: comparedSide(b, letter) },
    ...{
      comparable,
      cautions,
      statement: statementOf(a, b, letter, inference),
      findings: findingsOf(metrics, letter, inference),
    },
    ...{ inference, conditions, metrics, further: [] },
  }
}

const documentsOf = ({ runs }: Side) => runs.map(({ document }) => document)
const idsOf = ({ runs }: Side) => runs.map(({ header }) => header.runId)

interface Facts {
  readonly comparable: boolean
  readonly mixed: boolean
  readonly invalid: boolean
  readonly paired: boolean
  readonly options: CompareOptions
}

function inferred(
  a: Side,
  b: Side,
  changes: readonly MetricChange[],
  { paired, options, ...facts }: Facts,
): { readonly inference: ComparisonInference; readonly metrics: readonly MetricChange[] } {
  const [first, second] = [idsOf(a), idsOf(b)]
  const reason = hindrance(a, b, { ...facts, shared: first.filter((id) => second.includes(id)) })
  if (reason !== null) return { inference: { kind: 'none', reason }, metrics: changes }
  const { family = usualFamily(changes), margin = null } = options
  return inferChanges(changes, { paired, family, margin, seed: [...first, ...second].join(' ') })
}

function comparedSide(side: Side, letter: string): ComparedSide {
  return { letter, name: clip(side.name, 120), runs: side.runs.map(comparedRun) }
}

function comparedRun(run: RunSide): ComparedRun {
  const { header, document } = run
  const { sent, completed, failed } = document.requests
  return {
    runId: header.runId,
    name: clip(header.name, 120),
    startedAt: new Date(header.startedAtMs).toISOString(),
    model: clip(header.target.model, 120),
    url: clip(header.target.url, 200),
    kind: header.target.kind,
    status: document.status,
    reasons: document.reasons,
    requests: { sent, completed, failed },
    seed: seedOf(run),
  }
}
