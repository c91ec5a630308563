import type { ResultRow } from '../rows/row.ts'

/** Rows as lines of aligned columns, and a closing line with how many bars hold. */
export function studyTable(rows: readonly ResultRow[]): string {
  const header = ['work', 'ours', 'best peer', 'who', 'ratio', 'bar', '', 'time']
  const lines = [header, ...rows.map(cells)]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)))
  const pad = (cell: string, column: number) => {
    const width = widths[column] as number
    return leftColumns.has(column) ? cell.padEnd(width) : cell.padStart(width)
  }
  const held = rows.filter(({ ok }) => ok === true).length
  const judged = rows.filter(({ ok }) => ok !== null).length
  return [...lines.map((line) => line.map(pad).join('  ').trimEnd()), '', `${held} of ${judged} bars hold`].join('\n')
}

const leftColumns = new Set([0, 3, 6])

function cells(row: ResultRow): readonly string[] {
  return [
    row.name,
    `${digits(row.value)} ${row.unit}`,
    row.peerValue === null ? '-' : digits(row.peerValue),
    row.peer ?? '-',
    row.ratio === null ? '-' : row.ratio.toFixed(2),
    row.bar === null ? '-' : row.bar.toFixed(2),
    row.ok === null ? '' : row.ok ? 'ok' : 'BELOW',
    row.seconds === undefined ? '' : `${Math.round(row.seconds)} s`,
  ]
}

/** About three digits, never in powers of ten. */
function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
