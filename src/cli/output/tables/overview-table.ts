import type { RunResult } from '../../pipeline/execute-run.ts'
import { layOut } from '../text/columns.ts'
import { digits, grouped, percent } from '../text/numbers.ts'
import { statusText } from './run-table.ts'
import type { TextStyle } from '../text/text-style.ts'

/** The runs of one sweep or repeat, a line each, in the order they were made. */
export function overviewTable(
  runs: readonly { readonly label: string | null; readonly result: RunResult }[],
  style: TextStyle,
): string {
  const head = ['', 'run', 'TTFT p50', 'p99', 'TPOT p50', 'p99', 'out tok/s', 'SLO met', '']
  const rows = runs.map(({ label, result: { document } }) => {
    const { ttftMs, tpotMs } = document.metrics
    return [
      ...[
        label ?? document.name,
        document.runId,
        digits(ttftMs.p50),
        digits(ttftMs.p99),
        digits(tpotMs.p50),
        digits(tpotMs.p99),
      ],
      ...[
        grouped(document.throughput.outputTokensPerS),
        percent(document.goodput.attainment),
        statusText(document, style),
      ],
    ]
  })
  return `\n${layOut([head.map((cell) => style.dim(cell)), ...rows], { left: [1, 8] }).join('\n')}\n`
}
