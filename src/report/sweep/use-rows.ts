import type { SweepPoint } from '../../metrics/search/sweep-schema.ts'
import { roundTo } from '../../../reports/format-number.ts'
import type { UseRow } from './sweep-model.ts'

/** Utilisation of every run that knows it: decode by the mean batch, prefill by the mean prompt. */
export function useRows(points: readonly SweepPoint[], labelOf: (point: SweepPoint) => string): readonly UseRow[] {
  return points.flatMap((point) => {
    const { use } = point
    if (use === null) return []
    const place = { runId: point.runId, label: labelOf(point) }
    return (['prefill', 'decode'] as const).flatMap((phase) => {
      const size = phase === 'decode' ? use.decodeBatch : use.promptTokens
      const { mfu, mbu } = use[phase]
      if (size === null) return []
      const row = (measure: UseRow['measure'], share: number | null): UseRow[] =>
        share === null ? [] : [{ ...place, phase, measure, size: roundTo(size), share: roundTo(share) }]
      return [...row('MFU', mfu), ...row('MBU', mbu)]
    })
  })
}
