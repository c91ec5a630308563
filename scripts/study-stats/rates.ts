import { wilsonInterval } from '../../src/stats/proportion.ts'

/** Between what a false-alarm rate must lie where 0.05 was asked for. */
export const alarmBar = { low: 0.035, high: 0.065 } as const
/** How far the effect said to be detectable may be from the one that is found with the stated power, as a share. */
export const calibrationBar = 0.1

/** A line of a table: whether it keeps its bars, null where it has none. */
export interface Line {
  readonly cells: readonly string[]
  readonly holds: boolean | null
}

export interface Section {
  readonly title: string
  /** What the columns are, in sentences. */
  readonly note: string
  readonly columns: readonly string[]
  readonly lines: readonly Line[]
}

export const isRightAlarm = (rate: number): boolean => rate >= alarmBar.low && rate <= alarmBar.high

/** `0.0493 (0.040-0.060)`: a rate and between what 19 of 20 such studies have the true one. */
export function rateCell(hits: number, of: number): string {
  const { low, high } = wilsonInterval(hits / of, of, 1.96)
  return `${(hits / of).toFixed(4)} (${low.toFixed(3)}-${high.toFixed(3)})`
}

export const shareCell = (hits: number, of: number): string => (hits / of).toFixed(3)
/** A shift of logarithms as percent. */
export const percentCell = (shift: number): string => `${(100 * Math.expm1(shift)).toFixed(2)} %`

/** Markdown. */
export function sectionText({ title, note, columns, lines }: Section): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const verdict = ({ holds }: Line) => (holds === null ? '' : holds ? 'holds' : 'MISSED')
  const body = lines.map((line) => row([...line.cells, verdict(line)]))
  return [`### ${title}`, '', note, '', row([...columns, 'bar']), row([...columns, ''].map(() => '---')), ...body].join(
    '\n',
  )
}
