import { noncentralTAbove } from './noncentral-t.ts'

/** Where an effect is said to be detectable. */
export const usualPower = 0.8

/**
 * The smallest shift that would be called different with the given power: the delta at which the noncentral t passes the critical value,
 * times the standard error. `criticalT` is that of the test itself (max-T over all metrics), so multiplicity is paid for. In the unit of
 * the standard error; null where the test can call nothing different. The spread is estimated from as few runs as there are, and so is this.
 */
export function detectableEffect(
  { standardError, criticalT }: { readonly standardError: number; readonly criticalT: number },
  freedom: number,
  power = usualPower,
): number | null {
  if (!Number.isFinite(criticalT) || freedom < 1) return null
  let [low, high] = [0, criticalT + 1]
  while (noncentralTAbove(criticalT, freedom, high) < power) high *= 2
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (noncentralTAbove(criticalT, freedom, middle) < power) low = middle
    else high = middle
  }
  return standardError * high
}

const bisections = 40
