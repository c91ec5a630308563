import type { ComparedTail } from '../../src/report/comparison/compare-tails.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { tailSpec } from '../charts/tail.ts'
import { sideColours } from './side-colours.ts'

const titles = {
  ttft: 'Time to first token: share of requests at or above each value',
  itl: 'Time between tokens: share of gaps at or above each value',
  e2e: 'End-to-end latency: share of requests at or above each value',
} as const

/** The distributions of all sides over each other: who is ahead where, from the fastest to the slowest. */
export function tailOverlay({ id, rows }: ComparedTail): Chart | OmittedChart {
  const title = titles[id]
  if (!rows.some((row) => row.ms > 0)) return { id: `compare-${id}`, title, omitted: 'No side has values.' }
  return {
    id: `compare-${id}`,
    title,
    description:
      'The curve further left is faster at that share; where the curves cross, the order changes. Both axes are logarithmic.',
    thinning: null,
    columns: [
      { field: 'metric', label: 'Side', unit: null },
      { field: 'ms', label: 'Latency', unit: 'ms' },
      { field: 'share', label: 'Share at or above', unit: null },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: tailSpec(rows, sideColours([...new Set(rows.map(({ metric }) => metric))])),
  }
}
