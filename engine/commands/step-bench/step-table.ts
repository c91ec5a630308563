import type { StepResult } from './step-result.ts'

/** Results as lines of aligned columns; a dash where something is not known. */
export function stepTable(results: readonly StepResult[]): string {
  const header = ['work', 'tokens/s', 'range', 'ms', 'GFLOP/s', 'MFU', 'GB/s', 'MBU', 'overhead']
  const rows = [header, ...results.map(cells)]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number)
  return rows.map((row) => row.map(pad).join('  ')).join('\n')
}

function cells(result: StepResult): readonly string[] {
  const { median, least, most } = result.tokensPerSecond
  return [
    result.name,
    digits(median),
    `${digits(least)}..${digits(most)}`,
    digits(result.ms),
    digits(result.flopsPerSecond / giga),
    percent(result.mfuShare),
    digits(result.bytesPerSecond / giga),
    percent(result.mbuShare),
    percent(result.overheadShare),
  ]
}

const giga = 1_000_000_000

/** About three digits, never in powers of ten. */
function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`
}
