import { e2eNs, ttftNs } from '../../metrics/request-times.ts'
import { gapsOfAll, valuesOf } from '../build-chart-rows.ts'
import { type Side, sideLetters } from './comparison.ts'
import type { TailRow } from '../chart-rows.ts'
import { tailOf } from '../rows/tail-rows.ts'

/** The curves of one metric of all sides; `metric` of a row is the side's letter. */
export interface ComparedTail {
  readonly id: 'ttft' | 'itl' | 'e2e'
  readonly rows: readonly TailRow[]
}

/** Whole distributions, measured and completed requests of all runs of a side together; empty where a run brought no records. */
export function compareTails(sides: readonly Side[]): readonly ComparedTail[] {
  if (sides.some(({ runs }) => runs.some(({ records }) => records === undefined))) return []
  const lettered = sides.map((side, i) => [sideLetters.charAt(i), completedOf(side)] as const)
  return [
    { id: 'ttft', rows: lettered.flatMap(([name, records]) => tailOf(name, valuesOf(records, ttftNs))) },
    { id: 'itl', rows: lettered.flatMap(([name, records]) => tailOf(name, gapsOfAll(records))) },
    { id: 'e2e', rows: lettered.flatMap(([name, records]) => tailOf(name, valuesOf(records, e2eNs))) },
  ]
}

const completedOf = ({ runs }: Side) =>
  runs.flatMap(({ records = [] }) =>
    records.filter((record) => record.phase === 'measure' && record.outcome.kind === 'ok'),
  )
