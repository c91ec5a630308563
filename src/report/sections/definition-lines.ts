import { metrics } from '../../metrics/definitions.ts'
import type { Metric } from '../../metrics/metric.ts'
import type { Definition } from '../report-model.ts'

/** The glossary of the metrics named, in the order of the metrics table. */
export function definitionLines(shown: ReadonlySet<string>): readonly Definition[] {
  return Object.entries(metrics as Record<string, Metric>)
    .filter(([id]) => shown.has(id))
    .map(([metric, { label, unit, formula, meaning, source, better }]) => {
      return { metric, label, unit: unit === 'ns' ? 'ms' : unit, formula, meaning, source, better }
    })
}
