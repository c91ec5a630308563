/** Tables that are text: comma-separated ones with quotes, and those of Markdown. Rows are objects by column name, all cells text. */

export interface TableRow {
  /** From 1. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

export interface TextTable {
  readonly rows: readonly TableRow[]
  /** Line of the first row that has not as many cells as the header, or whose quotes never end: cut off, or no such table. Null: none. */
  readonly oddLine: number | null
}

/** A CSV with a header; a cell may be quoted, and then hold commas, line ends and doubled quotes. */
export function csvTable(text: string): TextTable {
  const [header, ...rows] = csvLines(text)
  return header === undefined ? { rows: [], oddLine: null } : tableOf(header.cells, rows)
}

/** The first Markdown table whose header has all these columns; no rows where there is none. */
export function markdownTable(text: string, ...columns: readonly string[]): TextTable {
  const lines = text.split('\n').map((part, index) => ({ line: index + 1, cells: markdownCells(part) }))
  const start = lines.findIndex(({ cells }) => cells !== null && columns.every((column) => cells.includes(column)))
  const header = lines[start]?.cells ?? null
  if (header === null) return { rows: [], oddLine: null }
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(({ cells }) => cells === null)
  const rows = rest.slice(0, end < 0 ? rest.length : end).map(({ line, cells }) => ({ line, cells: cells ?? [] }))
  return tableOf(
    header,
    rows.filter(({ cells }) => !cells.every((cell) => /^:?-+:?$/.test(cell))),
  )
}

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

function tableOf(header: readonly string[], lines: readonly Line[]): TextTable {
  const whole = lines.filter(({ cells }) => cells.length === header.length)
  const odd = lines.find(({ cells }) => cells.length !== header.length)
  const rows = whole.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(header.map((name, i) => [name, cells[i] as string])),
  }))
  return { rows, oddLine: odd?.line ?? null }
}

/** Cells between bars; a row that is cut off has no last bar, and then one cell less. */
function markdownCells(line: string): readonly string[] | null {
  const inner = /^\s*\|(.*)$/.exec(line)?.[1]
  return inner === undefined
    ? null
    : inner
        .split('|')
        .slice(0, -1)
        .map((cell) => cell.trim())
}

// A cell: quoted or plain, and what ends it.
const cellPattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

function csvLines(text: string): Line[] {
  const lines: Line[] = []
  let cells: string[] = []
  let [line, next] = [1, 1]
  cellPattern.lastIndex = 0
  while (cellPattern.lastIndex < text.length) {
    const match = cellPattern.exec(text)
    if (match === null) return [...lines, { line, cells: [] }]
    const [whole, quoted, plain = '', end] = match
    next += whole.split('\n').length - 1
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',' && cellPattern.lastIndex < text.length) continue
    lines.push({ line, cells })
    line = next
    cells = []
  }
  return lines
}
