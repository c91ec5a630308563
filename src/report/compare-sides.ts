import { clip } from './sections/clip.ts'
import { conditionCautions, differingWithin, orderCaution, sideCautions } from './comparison/cautions.ts'
import {
  type ComparedRun,
  type ComparedSide,
  type Comparison,
  type RunSide,
  type Side,
  sideLetters,
} from './comparison/comparison.ts'
import { compareConditions } from './comparison/compare-conditions.ts'
import { compareMetrics } from './comparison/compare-metrics.ts'
import { type Column, inferColumns, type InferredColumn, usualFamily } from './comparison/infer-columns.ts'
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
 * directions only. Repeats allow bounds, which hold for all sides at once.
 */
export function compareSides(
  sides: readonly [Side, Side, ...(readonly Side[])],
  options: CompareOptions = {},
): Comparison {
  const [reference, ...others] = sides
  const drafts = others.map((side, i) => draftOf(reference, side, sideLetters.charAt(i + 1), options))
  const columns = drafts.flatMap(({ column }) => (typeof column === 'string' ? [] : [column]))
  const found = inferColumns(columns, options.margin ?? null)
  const [first, ...further] = drafts.map((draft) => {
    const { column, changes } = draft
    if (typeof column !== 'string') return finished(draft, found[columns.indexOf(column)] as InferredColumn)
    return finished(draft, { inference: { kind: 'none', reason: column }, metrics: changes })
  })
  return { ...(first as Comparison), further }
}

/** Sides that have a letter. */
export const mostSides = sideLetters.length

/** A comparison of two, short of what depends on the other sides. */
interface Draft {
  readonly a: Side
  /** Its runs in the order of their pairs, where they have any. */
  readonly b: Side
  readonly letter: string
  readonly conditions: Comparison['conditions']
  readonly cautions: readonly string[]
  readonly comparable: boolean
  readonly changes: Column['changes']
  /** What bounds are made of, or why there are none. */
  readonly column: Column | string
}

function draftOf(a: Side, given: Side, letter: string, { family }: CompareOptions): Draft {
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
  const [first, second] = [idsOf(a), idsOf(b)]
  const reason = hindrance(a, b, { comparable, mixed, invalid, shared: first.filter((id) => second.includes(id)) })
  const seed = [...first, ...second].join(' ')
  const column = reason ?? { changes, paired: partners !== null, family: family ?? usualFamily(changes), seed }
  return { a, b, letter, conditions, cautions, comparable, changes, column }
}

function finished(draft: Draft, { inference, metrics }: InferredColumn): Comparison {
  const { a, b, letter, conditions, cautions, comparable } = draft
  return {
    schema: 'infbench.compare/1',
    ...{ a: comparedRun(a.runs[0] as RunSide), b: comparedRun(b.runs[0] as RunSide) },
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
