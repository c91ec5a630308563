import { percentile } from '../../stats/percentile.ts'
import type { ReadLag } from '../client.ts'

/** Of what `Wire.readLags` tells; null: no read was compared with the kernel's stamp. */
export function readLagOf(told: Float64Array): ReadLag | null {
  const [max] = told
  if (max === undefined) return null
  const lags = told.subarray(1).sort()
  return { p50: percentile(lags, 0.5) ?? max, p99: percentile(lags, 0.99) ?? max, max }
}
