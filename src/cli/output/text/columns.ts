/** Text cells laid out in columns; the first is left-aligned, the rest right-aligned unless `left` names them. */
export interface ColumnLayout {
  readonly indent?: number
  readonly gap?: number
  /** Indices of further left-aligned columns. */
  readonly left?: readonly number[]
}

/** Colour codes take no room on the screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what an escape sequence looks like
export const visibleWidth = (text: string) => [...text.replace(/\u001b\[[0-9;]*m/g, '')].length

/** One line per row, each column as wide as its widest cell, no trailing blanks. */
export function layOut(rows: readonly (readonly string[])[], layout: ColumnLayout = {}): string[] {
  const { indent = 0, gap = 2, left = [] } = layout
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, visibleWidth(cell))))
  const pad = (cell: string, i: number) => {
    const blanks = ' '.repeat((widths[i] as number) - visibleWidth(cell))
    return i === 0 || left.includes(i) ? cell + blanks : blanks + cell
  }
  return rows.map((row) => (' '.repeat(indent) + row.map(pad).join(' '.repeat(gap))).trimEnd())
}

/** A figure and its sign or unit stay together. */
const betweenWords = /(?<!\d) | (?!(?:%|n?s|ms|us|tok\/s|GB|MB|KB)(?![^\s,.;:)]))/

/** Breaks a sentence between words so that no line is wider than `columns`; later lines start with `hang` blanks. */
export function wrap(text: string, columns: number, hang = 0): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(betweenWords)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && line.trim() !== '' && visibleWidth(longer) > columns) {
      lines.push(line)
      line = ' '.repeat(hang) + word
    } else line = longer
  }
  return [...lines, line]
}
