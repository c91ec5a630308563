/**
 * An inverse cumulative distribution as [share, value] points with straight lines between them: `quantileAt(table, u)` of a
 * uniform u is a draw. Before the first point and after the last the value stays what it is there.
 */
export type QuantileTable = readonly (readonly [share: number, value: number])[]

/** Value below which `share` of the distribution lies. The table has at least one point, shares rising. */
export function quantileAt(table: QuantileTable, share: number): number {
  const above = table.findIndex(([at]) => at >= share)
  const [highShare, high] = (above < 0 ? table.at(-1) : table[above]) as readonly [number, number]
  if (above <= 0) return high
  const [lowShare, low] = table[above - 1] as readonly [number, number]
  return low + ((share - lowShare) / (highShare - lowShare)) * (high - low)
}
