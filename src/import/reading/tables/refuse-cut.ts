import type { ImportFile } from '../../imported-run.ts'
import { importFault } from '../import-fault.ts'
import type { TextTable } from './text-table.ts'

/** Throws import.malformed for a table with a row that is not whole, so that none is left out in silence. */
export function refuseCut(file: ImportFile, { rows, oddLine }: TextTable): void {
  if (oddLine === null) return
  const columns = Object.keys(rows[0]?.cells ?? {}).length
  throw importFault(file, {
    line: oddLine,
    message: `expected a row of ${columns} columns, got one that is not whole`,
    hint: 'the tool was stopped while it wrote, or the copy is cut: copy it again',
  })
}
