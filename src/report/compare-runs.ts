import { clip } from './sections/clip.ts'
import type { ComparedRun, Comparison, ConditionDifference, RunSide } from './comparison/comparison.ts'
import { compareConditions } from './comparison/compare-conditions.ts'
import { compareMetrics } from './comparison/compare-metrics.ts'

export type {
  ComparedRun,
  Comparison,
  ConditionDifference,
  FieldDifference,
  MetricChange,
  RunSide,
} from './comparison/comparison.ts'

/**
 * Two runs side by side. Conditions come first: figures of different workloads do not answer each other. From one run each nothing can
 * be inferred, because two runs of the same system differ too; the comparison says so and gives directions only.
 */
export function compareRuns(a: RunSide, b: RunSide): Comparison {
  const conditions = compareConditions(a.header, b.header)
  const cautions = [
    ...conditionCautions(conditions),
    ...validityCautions(a, 'A'),
    ...validityCautions(b, 'B'),
    ...importCautions(a, b),
  ]
  const sameWork = conditions.every(({ area, same }) => same || (area !== 'workload' && area !== 'dataset'))
  return {
    schema: 'infbench.compare/1',
    a: comparedRun(a),
    b: comparedRun(b),
    comparable: sameWork && a.document.status !== 'invalid' && b.document.status !== 'invalid',
    cautions,
    statement:
      a.header.runId === b.header.runId
        ? 'Both sides are the same run: every difference is 0.'
        : 'One run each: the table says what these two runs did, and allows no claim that one target is faster. Two runs of one system differ as well; only repeated, paired runs can tell a change from that spread.',
    conditions,
    metrics: compareMetrics(a.document, b.document),
  }
}

function comparedRun({ header, document }: RunSide): ComparedRun {
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
  }
}

const cautionsByArea = {
  workload: 'The workloads differ: the figures answer different questions.',
  dataset: 'The requests come from different data: lengths and contents differ.',
  environment: 'The load came from different machines or versions: part of any difference may be theirs.',
} as const

function conditionCautions(conditions: readonly ConditionDifference[]): string[] {
  return conditions.flatMap(({ area, same }) => (same || area === 'target' ? [] : [cautionsByArea[area]]))
}

/** Figures of two tools are alike only as far as their definitions are. */
function importCautions(a: RunSide, b: RunSide): string[] {
  const sides = [
    ['A', a],
    ['B', b],
  ] as const
  return sides.flatMap(([side, { document: run }]) => {
    if (run.imported === undefined) return []
    const { title, basis, notes } = run.imported
    const differing = notes
      .filter(({ code }) => code === 'definition' || code === 'percentile')
      .map(({ message }) => message)
    const means = differing.length === 0 ? '' : ` Definitions that differ: ${differing.join('; ')}.`
    const how =
      basis === 'records' ? 'its requests are summarised by the definitions here' : 'its figures are that tool’s'
    return [`${side} was imported from ${title}: ${how}, its machine is not known.${means}`]
  })
}

function validityCautions({ document }: RunSide, side: 'A' | 'B'): string[] {
  const gravest = document.reasons.find((reason) => reason.severity === document.status)
  const because = gravest === undefined ? '' : `: ${gravest.message}`
  return document.status === 'valid' ? [] : [`${side} is ${document.status}${because}.`]
}
