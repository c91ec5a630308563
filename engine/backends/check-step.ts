import type { StepBatch } from './backend.ts'

/**
 * What is wrong with the meaning of a batch, or null: counts that are no whole numbers, sampling parameters out of range,
 * logits rows not ascending. What would crash (array lengths, token and page ids) the native side checks itself.
 */
export function stepFault(batch: StepBatch): string | null {
  if (!Number.isInteger(batch.sequences)) return `sequences: expected a whole number, got ${batch.sequences}`
  if (!Number.isInteger(batch.logitsRows)) return `logitsRows: expected a whole number, got ${batch.logitsRows}`
  for (let row = 0; row < batch.logitsRows; row++) {
    const fault = rowFault(batch, row)
    if (fault !== null) return fault
  }
  return null
}

function rowFault(batch: StepBatch, row: number): string | null {
  const { temperature, topK, topP, draw, rows } = batch
  const bad = (name: string, expected: string, got: number | undefined) =>
    `${name}[${row}]: expected ${expected}, got ${got}`
  if (!within(temperature[row], 0, Number.MAX_VALUE))
    return bad('temperature', 'a number of at least 0', temperature[row])
  if (!within(topK[row], 0, Number.MAX_VALUE)) return bad('topK', 'a whole number of at least 0', topK[row])
  if (!within(topP[row], 0, 1)) return bad('topP', 'a number from 0 to 1', topP[row])
  if (!within(draw[row], 0, 1) || draw[row] === 1) return bad('draw', 'a number from 0 to below 1', draw[row])
  const before = rows[row - 1]
  const at = rows[row]
  if (row > 0 && before !== undefined && at !== undefined && at <= before) return bad('rows', `above ${before}`, at)
  return null
}

/** False for NaN and for what is missing. */
function within(value: number | undefined, low: number, high: number): boolean {
  return value !== undefined && value >= low && value <= high
}
