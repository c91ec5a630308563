import { roundTo } from '../../../reports/format-number.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { TurnRow } from '../chart-rows.ts'

/** TTFT by turn, from the run's own summary. */
export function turnRows({ sessions }: Pick<RunDocument, 'sessions'>): readonly TurnRow[] {
  const rounded = (value: number | null) => (value === null ? null : roundTo(value))
  return (sessions?.turns ?? []).map(({ from, to, requests, completed, ttftMs, inputTokens, cachedShare }) => ({
    turn: from === to ? String(from) : `${from}-${to}`,
    ...{ requests, completed, p50Ms: rounded(ttftMs.p50), p95Ms: rounded(ttftMs.p95) },
    ...{ inputTokens: rounded(inputTokens), cachedShare: rounded(cachedShare) },
  }))
}
