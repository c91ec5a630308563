import type { RequestRecord } from '../../core/request-record.ts'
import type { Slo, SloByClass } from '../../core/run-header.ts'
import { nsToMs } from '../../core/units.ts'
import { formatMs, roundTo, trimZeros } from '../../../reports/format-number.ts'
import { missedLevels } from '../../metrics/goodput.ts'
import type { SloRow } from '../chart-rows.ts'
import { clip } from '../sections/clip.ts'

const names: Readonly<Record<keyof Slo, string>> = {
  ttftNs: 'TTFT',
  tpotNs: 'TPOT',
  itlNs: 'longest ITL',
  e2eNs: 'E2E',
}

/** Share of measured requests within each service level of their class, and within all of them; failed requests meet none. */
export function sloRows(measured: readonly RequestRecord[], slo: SloByClass): readonly SloRow[] {
  return Object.entries(slo).flatMap(([className, levels]) => {
    const members = measured.filter((record) => record.className === className)
    const set = (Object.keys(names) as (keyof Slo)[]).filter((key) => levels[key] !== undefined)
    if (members.length === 0 || set.length === 0) return []
    const missed = members.map((record) => missedLevels(record, levels))
    const row = (criterion: string, label: string, met: number): SloRow => {
      return {
        className: clip(className, 60),
        criterion,
        label,
        met,
        of: members.length,
        share: roundTo(met / members.length),
      }
    }
    const all = row('all', 'Every SLO', missed.filter((list) => list.length === 0).length)
    const each = set.map((key) =>
      row(
        key,
        `${names[key]} ≤\u00a0${trimZeros(formatMs(nsToMs(levels[key] as number)))}`,
        missed.filter((list) => !list.includes(key)).length,
      ),
    )
    return [all, ...each]
  })
}
