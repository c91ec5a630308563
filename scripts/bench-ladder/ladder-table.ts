import type { ComputeType, MachinePeaks } from '../../engine/telemetry/peaks/machine-peaks.ts'
import { peakOf } from '../../engine/telemetry/peaks/machine-peaks.ts'
import type { Agreement } from './answer.ts'
import type { LadderShape, Speed } from './measure-rung.ts'

/** One rung as measured. */
export interface LadderRow {
  readonly name: string
  /** What the linears compute in. */
  readonly compute: ComputeType
  readonly speed: Readonly<Record<LadderShape, Speed>>
  readonly answer: Agreement
}

/** A row with its shares of the machine's peaks. */
export interface LadderFigures extends LadderRow {
  readonly mfuShare: number
  readonly mbuShare: number
}

/** MFU of the prompt, by the peak of the number type; MBU of single decode. */
export function ladderFigures(
  rows: readonly LadderRow[],
  { allCores }: Pick<MachinePeaks, 'allCores'>,
): readonly LadderFigures[] {
  return rows.map((row) => ({
    ...row,
    mfuShare: row.speed.prefill.flopsPerSecond / peakOf(allCores, row.compute),
    mbuShare: row.speed.decode.bytesPerSecond / allCores.readBytesPerS,
  }))
}

const header = ['rung', 'prefill', 'gain', 'MFU', 'decode', 'gain', 'MBU', 'batch 8', 'gain', 'answer']

/** Aligned columns: tokens per second, gain over the rung before, share of the peak; then how the answer agrees. */
export function ladderTable(rows: readonly LadderFigures[]): string {
  const lines = [header, ...rows.map(cells)]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number)
  return lines.map((line) => line.map(pad).join('  ')).join('\n')
}

function cells({ name, speed, mfuShare, mbuShare, answer }: LadderFigures): readonly string[] {
  const rate = (shape: LadderShape) => digits(speed[shape].tokensPerSecond)
  const factor = (shape: LadderShape) => `${speed[shape].gain.toFixed(2)}x`
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const said = answer.sameTokens ? 'same tokens' : `NMSE ${answer.nmse.toExponential(1)}`
  return [
    name,
    ...[rate('prefill'), factor('prefill'), percent(mfuShare)],
    ...[rate('decode'), factor('decode'), percent(mbuShare)],
    ...[rate('batch'), factor('batch')],
    answer.ok ? said : `WRONG: ${said}`,
  ]
}

/** About three digits, never in powers of ten. */
function digits(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}
