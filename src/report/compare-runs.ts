import type { Comparison, RunSide } from './comparison/comparison.ts'
import { compareSides } from './compare-sides.ts'

export type {
  ComparedRun,
  Comparison,
  ConditionDifference,
  FieldDifference,
  MetricChange,
  RunSide,
  Side,
} from './comparison/comparison.ts'

/** Two runs side by side: directions, and no inference. */
export function compareRuns(a: RunSide, b: RunSide): Comparison {
  const side = (run: RunSide) => ({ name: run.header.name, runs: [run] })
  return compareSides([side(a), side(b)])
}
