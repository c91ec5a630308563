import type { Table } from './column.ts'
import { eventTable } from './event-table.ts'
import { kernelTable } from './kernel-table.ts'
import { requestTable } from './request-table.ts'
import { runTable } from './run-table.ts'

/** The columns of every exported table as Markdown, for the room's README. */
export function columnsPage(): string {
  return [section(requestTable), section(eventTable), section(runTable), section(kernelTable)].join('\n')
}

function section<T>({ name, row, columns }: Table<T>): string {
  const rows = columns.map(
    (column) => `| \`${column.name}\` | ${column.type} | ${column.unit ?? ''} | ${column.meaning} |`,
  )
  return [
    `### ${name}: a row per ${row}`,
    '',
    '| column | type | unit | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
