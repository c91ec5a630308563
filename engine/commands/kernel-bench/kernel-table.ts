import { toBillions } from '../../units.ts'
import type { KernelRow } from './kernel-row.ts'

const header = ['kernel', 'type', 'us', 'GFLOP/s', 'GB/s', 'bound by', 'of that roof']

/** Rows grouped by model and shape, in aligned columns. */
export function kernelTable(rows: readonly KernelRow[]): string[] {
  const cells = rows.map(cellsOf)
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] as string).length)))
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join('  ')}`
  let group = ''
  return rows.flatMap((row, i) => {
    const name = `${row.model}, ${row.shape}`
    const title = name === group ? [] : [...(group === '' ? [] : ['']), name, line(header)]
    group = name
    return [...title, line(cells[i] as string[])]
  })
}

function cellsOf(row: KernelRow): string[] {
  const share = row.roofShare === null ? '-' : `${(row.roofShare * 100).toFixed(0)} %`
  return [
    row.kernel,
    row.type,
    micros(row.medianNs),
    toBillions(row.flopPerS),
    toBillions(row.bytesPerS),
    row.boundBy === null ? '-' : row.boundBy === 'memory' ? 'memory' : `${row.type} peak`,
    share,
  ]
}

/** Nanoseconds as microseconds of about three digits. */
function micros(ns: number): string {
  const us = ns / nsPerUs
  return us.toFixed(us < 10 ? 2 : us < 100 ? 1 : 0)
}

const nsPerUs = 1000
