import type { GateDocument, GateMetric } from '../gate-document.ts'
import type { ExplainStep } from './explain-step.ts'
import { explainHistory } from './explain-history.ts'
import { explainPairs } from './explain-pairs.ts'

/** How the verdict on one metric came about, step by step, made again from the document; null where it has no such metric. */
export function explainMetric(document: GateDocument, name: string): readonly ExplainStep[] | null {
  const metric = document.metrics.find((each) => each.metric === name)
  if (metric === undefined) return null
  if (document.inference === null) return [notInferred(document, metric)]
  return document.mode === 'history'
    ? explainHistory(document, metric, document.inference)
    : explainPairs(document, metric, document.inference)
}

function notInferred({ faults }: GateDocument, { why }: GateMetric): ExplainStep {
  return {
    title: 'Nothing was inferred',
    lines: [why, ...faults.map(({ code, message }) => `${code}: ${message}`)],
    table: null,
  }
}
