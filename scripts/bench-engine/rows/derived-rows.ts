/** Rows that follow from other rows: batches never slower than smaller ones, int8 KV faster than bf16 KV. */
import type { ResultRow } from './row.ts'

/** From all rows known; a rule whose rows are not all there yields nothing. */
export function derivedRows(rows: readonly ResultRow[]): readonly ResultRow[] {
  return [...['1b int4', '110m int4'].flatMap((model) => risingRow(model, rows)), ...smallerKeysRows(rows)]
}

/** The smallest step from one batch size to the next. */
function risingRow(model: string, rows: readonly ResultRow[]): ResultRow[] {
  const pattern = new RegExp(`^${model} decode (\\d+)$`)
  const batches = rows
    .flatMap((row) => {
      const size = pattern.exec(row.name)?.[1]
      return size === undefined ? [] : [{ size: Number(size), rate: row.value }]
    })
    .toSorted((a, b) => a.size - b.size)
  if (batches.length < 3) return []
  const steps = batches.slice(1).map(({ size, rate }, i) => {
    const before = batches[i] as { size: number; rate: number }
    return { from: before, to: { size, rate }, ratio: rate / before.rate }
  })
  const least = steps.reduce((a, b) => (b.ratio < a.ratio ? b : a))
  const name = `${model} decode, tokens/s never fall as the batch grows`
  const peer = `batch ${least.from.size} (value: batch ${least.to.size})`
  const values = { value: least.to.rate, unit: 'tok/s', peer, peerValue: least.from.rate }
  return [{ name, ...values, ratio: least.ratio, bar: 1, ok: least.ratio >= 1 }]
}

function smallerKeysRows(rows: readonly ResultRow[]): ResultRow[] {
  const mark = ', int8 KV'
  return rows.flatMap((row) => {
    const plain = rows.find(({ name }) => name === row.name.replace(mark, ''))
    if (!row.name.includes(mark) || row.name.includes('against') || plain === undefined) return []
    const ratio = row.value / plain.value
    const line = { value: row.value, unit: row.unit, peer: 'ours, bf16 KV', peerValue: plain.value }
    return [{ name: `${row.name}, against bf16 KV`, ...line, ratio, bar: 1, ok: ratio > 1 }]
  })
}
