/** Tables that are text: comma-separated ones with quotes, and those of Markdown. Rows are objects by column name, all cells text. */

export interface TableRow {
  /** From 1. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

/** Rows of a CSV with a header; a cell may be quoted, and then hold commas, line ends and doubled quotes. Rows of another length are left out. */
export function csvRows(text: string): readonly TableRow[] {
  const [header, ...rows] = csvLines(text)
  return header === undefined ? [] : rowsOf(header.cells, rows)
}

/** Rows of the first Markdown table whose header has all these columns; none where there is no such table. */
export function markdownRows(text: string, ...columns: readonly string[]): readonly TableRow[] {
  const lines = text.split('\n').map((part, index) => ({ line: index + 1, cells: markdownCells(part) }))
  const start = lines.findIndex(({ cells }) => cells !== null && columns.every((column) => cells.includes(column)))
  const header = lines[start]?.cells ?? null
  if (header === null) return []
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(({ cells }) => cells === null)
  const rows = rest.slice(0, end < 0 ? rest.length : end).map(({ line, cells }) => ({ line, cells: cells ?? [] }))
  return rowsOf(
    header,
    rows.filter(({ cells }) => !cells.every((cell) => /^:?-+:?$/.test(cell))),
  )
}

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

function rowsOf(header: readonly string[], rows: readonly Line[]): TableRow[] {
  return rows
    .filter(({ cells }) => cells.length === header.length)
    .map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(header.map((name, i) => [name, cells[i] as string])),
    }))
}

function markdownCells(line: string): readonly string[] | null {
  const inner = /^\s*\|(.*)\|\s*$/.exec(line)?.[1]
  return inner === undefined ? null : inner.split('|').map((cell) => cell.trim())
}

// A cell: quoted or plain, and what ends it.
const cellPattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

function csvLines(text: string): Line[] {
  const lines: Line[] = []
  let cells: string[] = []
  let line = 1
  cellPattern.lastIndex = 0
  while (cellPattern.lastIndex < text.length) {
    const match = cellPattern.exec(text)
    if (match === null) return lines
    const [whole, quoted, plain = '', end] = match
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',' && cellPattern.lastIndex < text.length) continue
    lines.push({ line, cells })
    line += whole.split('\n').length - 1
    cells = []
  }
  return lines
}
