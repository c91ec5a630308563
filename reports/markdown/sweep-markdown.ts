import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import { formatNumber, formatShare } from '../format-number.ts'
import { readableDate } from '../page/masthead.ts'
import { code, codeBlock, paragraphs, plain, table } from '../../src/core/text/markdown.ts'

const head = [
  ...['Run', 'TTFT p50, ms', 'p99', 'TPOT p50, ms', 'p99', 'requests/s', 'tok/s'],
  ...['SLO met', 'Goodput, requests/s', 'Stamp'],
]

const titles = { sweep: 'Sweep', repeats: 'Repeats', search: 'Search', gate: 'Gate' } as const

/** The report of runs made together, for a pull request or a chat. */
export function sweepMarkdown(model: SweepReportModel): string {
  const [finding = '', ...others] = model.sentences
  const rows = model.points.map(({ point, label, marks }) => [
    plain(label),
    ...[point.ttftMs.p50, point.ttftMs.p99, point.tpotMs.p50, point.tpotMs.p99].map((value) => formatNumber(value)),
    ...[formatNumber(point.requestsPerS), formatNumber(point.outputTokensPerS), formatShare(point.attainment)],
    ...[formatNumber(point.goodputPerS), [point.status, ...marks].join(', ')],
  ])
  return paragraphs([
    `## ${plain(model.name)}`,
    `**${plain(finding)}**`,
    others.map(plain).join(' '),
    rows.length === 0 ? 'No run was finished.' : table(head, rows, [head.length - 1]),
    `${titles[model.kind]} ${code(model.sweepId)} of ${readableDate(model.startedAt)}, infbench ${plain(model.infbenchVersion)}. Run it again:`,
    codeBlock(model.rerun, 'sh'),
  ])
}
