import type { GateDocument, GateMetric } from '../gate-document.ts'
import { explainHistory } from './explain-history.ts'
import { explainPairs } from './explain-pairs.ts'

/** A step of a computation: what is done, in sentences, with a table where there are rows. */
export interface ExplainStep {
  readonly title: string
  readonly lines: readonly string[]
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null
}

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
