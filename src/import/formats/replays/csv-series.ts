import type { ImportedFigure } from '../../../core/imported/imported-figure.ts'
import type { ImportFile } from '../../imported-run.ts'
import { figure } from '../../reading/figures.ts'
import { importFault } from '../../reading/import-fault.ts'

/** Every number of a table with a header as figures `name.ROW.column`, rows from 0. Plain values only: nothing here quotes. */
export function seriesFigures(file: ImportFile, name: string): readonly ImportedFigure[] {
  const [header = '', ...lines] = file.text.trimEnd().split(/\r?\n/)
  const columns = header.split(',')
  return lines.flatMap((line, row) => {
    const cells = line.split(',')
    if (cells.length !== columns.length) {
      const message = `expected ${columns.length} values, as the header names, got ${cells.length}`
      throw importFault(file, { line: row + 2, message })
    }
    return cells.map((cell, column) =>
      figure(`${name}.${row}.${columns[column]}`, cell === '' ? null : Number(cell), null),
    )
  })
}
