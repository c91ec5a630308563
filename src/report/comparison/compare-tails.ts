import { e2eNs, ttftNs } from '../../metrics/request-times.ts'
import { gapsOfAll, valuesOf } from '../build-chart-rows.ts'
import type { RunSide } from './comparison.ts'
import type { TailRow } from '../chart-rows.ts'
import { tailOf } from '../rows/tail-rows.ts'

/** The curves of one metric of both runs; `metric` of a row is `A` or `B`. */
export interface ComparedTail {
  readonly id: 'ttft' | 'itl' | 'e2e'
  readonly rows: readonly TailRow[]
}

/** Whole distributions of two runs, measured and completed requests only; empty where a side brought no records. */
export function compareTails(a: RunSide, b: RunSide): readonly ComparedTail[] {
  if (a.records === undefined || b.records === undefined) return []
  const sides = [
    ['A', completedOf(a)],
    ['B', completedOf(b)],
  ] as const
  return [
    { id: 'ttft', rows: sides.flatMap(([name, records]) => tailOf(name, valuesOf(records, ttftNs))) },
    { id: 'itl', rows: sides.flatMap(([name, records]) => tailOf(name, gapsOfAll(records))) },
    { id: 'e2e', rows: sides.flatMap(([name, records]) => tailOf(name, valuesOf(records, e2eNs))) },
  ]
}

const completedOf = ({ records = [] }: RunSide) =>
  records.filter((record) => record.phase === 'measure' && record.outcome.kind === 'ok')
