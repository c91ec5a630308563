import type { ExplainStep } from '../../../gate/explain/explain-step.ts'
import type { GateDocument } from '../../../gate/gate-document.ts'
import { layOut, wrap } from '../text/columns.ts'
import type { TextStyle } from '../text/text-style.ts'

export interface ExplainedMetric {
  readonly metric: string
  readonly steps: readonly ExplainStep[]
}

/** Computations one after the other, each with its tables. */
export function explainText(document: GateDocument, metrics: readonly ExplainedMetric[], style: TextStyle): string {
  return metrics
    .map(({ metric, steps }) => {
      const head = `${style.bold(metric)} of ${document.name}: ${document.candidate.label} against ${document.baseline.label}`
      return [head, ...steps.flatMap((step) => ['', ...stepLines(step, style)]), ''].join('\n')
    })
    .join('\n')
}

function stepLines({ title, lines, table }: ExplainStep, style: TextStyle): string[] {
  const rows = table === null ? [] : layOut([table.head.map((cell) => style.dim(cell)), ...table.rows], { indent: 4 })
  return [
    style.bold(title),
    ...lines.flatMap((line) => wrap(line, style.columns - 4, 2).map((text) => `  ${text}`)),
    ...rows,
  ]
}
