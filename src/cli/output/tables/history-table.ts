import { historySentences, historyTitle } from '../../../report/history/history-sentences.ts'
import type { History, HistoryRun, HistorySeries, LineBreak } from '../../../report/history/history.ts'
import { layOut, wrap } from '../text/columns.ts'
import { grouped } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import type { TextStyle } from '../text/text-style.ts'
import { relativeText } from './compare/change-lines.ts'

/** Each line of a history: what it says, a picture in one row of characters, and its runs with the changes and breaks among them. */
export function historyTable(history: History, style: TextStyle): string {
  const { unit, better, series } = history
  const head = `${style.bold(historyTitle(history))}  ${unit === 'share' ? '' : `${unit}, `}${better} is better`
  const apart = series.length > 1 ? [`  ${series.length} lines: their workloads, data or models differ`] : []
  return [head, ...apart, ...series.flatMap((one) => ['', ...seriesLines(history, one, style)]), ''].join('\n')
}

function seriesLines(history: History, series: HistorySeries, style: TextStyle): string[] {
  const title = `${style.bold(shorten(series.name, 40, style))}  ${shorten(series.model, 32, style)}`
  const rows = series.runs.map((run, i) => runCells(series, run, i, style))
  const lines = layOut([['', 'run', 'commit', history.unit, '', ''].map((cell) => style.dim(cell)), ...rows], {
    left: [1, 2, 4, 5],
  })
  const said = historySentences(history, series).flatMap((text) =>
    wrap(text, style.columns - 2).map((line) => `  ${line}`),
  )
  const table = lines.flatMap((line, i) => {
    const breaks = series.breaks.filter(({ at }) => at === i - 1)
    return [...breaks.flatMap((one) => breakLines(one, style)), line]
  })
  return [title, `  ${sparkline(series, style)}`, ...said, '', ...table]
}

function runCells({ changes }: HistorySeries, run: HistoryRun, at: number, style: TextStyle): string[] {
  const change = changes.find((one) => one.at === at)
  const paint = { valid: style.green, degraded: style.yellow, invalid: style.red }
  const says =
    change === undefined ? '' : `${relativeText(change.relative)} ${change.direction}, p ${Number(change.p.toFixed(3))}`
  const commit = run.gitCommit?.slice(0, 9) ?? style.symbols.none
  return [
    change === undefined ? '' : style.bold('>'),
    run.runId,
    commit,
    grouped(run.value),
    paint[run.status](run.status),
    says,
  ]
}

const breakLines = ({ kind, fields }: LineBreak, style: TextStyle) =>
  wrap(`-- another ${kind}: ${fields.join('; ') || 'its fingerprint differs'}`, style.columns - 2, 3).map((line) =>
    style.dim(line),
  )

/** A column for each run from the least to the largest value; a bar where the environment or target changed, a dot for a run that does not count. */
function sparkline({ runs, breaks }: HistorySeries, { symbols, columns }: TextStyle): string {
  const values = runs.flatMap(({ counted, value }) => (counted && value !== null ? [value] : []))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const steps = symbols.steps.slice(1)
  const first = Math.max(0, runs.length - (columns - 4))
  return runs
    .slice(first)
    .map(({ counted, value }, i) => {
      const bar = breaks.some(({ at }) => at === i + first) ? '|' : ''
      if (!counted || value === null) return `${bar}.`
      const share = most === least ? 0.5 : (value - least) / (most - least)
      return bar + (steps[Math.min(steps.length - 1, Math.floor(share * steps.length))] ?? '')
    })
    .join('')
}
