import type { FactGroup, LatencyLine, ReportModel, ValiditySection } from '../../src/report/report-model.ts'
import { decimalsFor, formatCount, formatFixed, formatShare } from '../format-number.ts'
import { readableDate } from '../page/masthead.ts'
import { code, codeBlock, folded, paragraphs, plain, table } from '../../src/core/text/markdown.ts'

/** The report of one run for a pull request or a chat: the sentences, the stamp, the figures; charts are in the page. */
export function runMarkdown(model: ReportModel): string {
  const [measured, trusted, finding] = model.sentences
  return paragraphs([
    `## ${plain(model.name)}`,
    `**${plain(finding)}**`,
    `${plain(measured)} ${plain(trusted)}`,
    stampLines(model.validity),
    distributionTable(model.latency),
    figureTable(model),
    model.failures.length > 0 && failureTable(model),
    folded('Conditions', conditions(model)),
    `Run ${code(model.runId)} of ${readableDate(model.startedAt)}, infbench ${plain(model.infbenchVersion)}. Run it again:`,
    codeBlock(model.rerun, 'sh'),
  ])
}

/** The stamp in words, and each reason with what to do about it. */
export function stampLines({ status, reasons }: ValiditySection): string {
  const lines = reasons.map(
    ({ code: name, message, hint }) => `- ${code(name)} ${plain(message)}${hint === null ? '' : ` → ${plain(hint)}`}`,
  )
  return [`Validity: **${status}**`, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n')
}

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const

function distributionTable(lines: readonly LatencyLine[]): string {
  if (lines.length === 0) return 'No latency was observed.'
  const rows = lines.map((line) => {
    const decimals = decimalsFor([line.p50])
    const cells = statistics.map((name) => `${formatFixed(line[name], decimals)}${mark(line, name)}`)
    return [plain(line.label), line.unit, formatCount(line.n), ...cells]
  })
  const weak = lines.some(({ unsettled }) => unsettled.length > 0)
  const text = table(['Metric', 'Unit', 'n', ...statistics], rows, [1])
  return weak ? `${text}\n\n† Rests on fewer independent values than this percentile needs.` : text
}

const mark = ({ unsettled }: LatencyLine, name: string) => (unsettled.includes(name) ? '†' : '')

function figureTable({ figures }: ReportModel): string {
  const rows = figures.flatMap(({ title, lines }) =>
    lines.map(({ label, value, note }, index) => [
      index === 0 ? plain(title) : '',
      plain(label),
      `${plain(value)}${note === null ? '' : `, ${plain(note)}`}`,
    ]),
  )
  return table(['', 'Figure', 'Value'], rows, [1])
}

function failureTable({ failures }: ReportModel): string {
  const rows = failures.map(({ kind, status, sentence, count, share, example }) => [
    `${kind}${status === null ? '' : ` ${status}`}`,
    plain(sentence),
    formatCount(count),
    formatShare(share),
    plain(example),
  ])
  return table(['Failure', '', 'Requests', 'Share', 'Example'], rows, [1, 4])
}

function conditions({ facts, workloadText }: ReportModel): string {
  const rows = facts.flatMap(({ title, lines }: FactGroup) =>
    lines.map(({ label, value }, index) => [index === 0 ? plain(title) : '', plain(label), plain(value)]),
  )
  const file = workloadText === null ? '' : `\n\n${codeBlock(workloadText, 'yaml')}`
  return `${table(['', 'Fact', 'Value'], rows, [1, 2])}${file}`
}
