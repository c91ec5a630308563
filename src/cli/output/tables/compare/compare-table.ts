import type { Comparison } from '../../../../report/compare-runs.ts'
import { wrap } from '../../text/columns.ts'
import type { TextStyle } from '../../text/text-style.ts'
import { changeLines } from './change-lines.ts'
import { differenceLines, sideLines } from './side-lines.ts'
import { matrixLines } from './matrix-lines.ts'

/**
 * Sides against the first: what they are, in what they differ, what to bear in mind, and only then the figures. Terminals show the
 * median and the tail; --json and -o have every statistic.
 */
export function compareTable(comparison: Comparison, style: TextStyle): string {
  const all = [comparison, ...comparison.further]
  const cautions = new Set(all.flatMap(({ cautions }) => cautions))
  const statements = new Set(all.flatMap(({ findings, statement }) => [...findings, statement]))
  const groups = [
    sideLines(comparison, style),
    ...all.map((one) => differenceLines(one, all.length > 1, style)),
    [...cautions].flatMap((caution) => paragraph(`${style.yellow('caution:')} ${caution}`, style)),
    all.length > 1 ? matrixLines(all, style) : changeLines(comparison, style),
    ...[...statements].map((statement) => paragraph(statement, style)),
  ]
  return groups
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

const paragraph = (text: string, style: TextStyle) => wrap(text, style.columns - 4, 2).map((line) => `  ${line}`)
