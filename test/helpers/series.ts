import type { Rng } from '../../src/core/rng.ts'

/** Standard normal, by Box and Muller. */
export const normal = (rng: Rng) => Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform())

/** An AR(1) series: each value is `phi` times the one before it plus fresh noise; starts settled, variance 1. */
export function autoregressive(rng: Rng, length: number, phi: number): Float64Array {
  const series = new Float64Array(length)
  let value = normal(rng)
  for (let i = 0; i < length; i++) {
    series[i] = value
    value = phi * value + Math.sqrt(1 - phi * phi) * normal(rng)
  }
  return series
}

/** Waiting times of a single-server queue with Poisson arrivals and exponential service (Lindley's recursion), settled first. */
export function queueWaits(rng: Rng, length: number, load: number): Float64Array {
  const exponential = () => -Math.log(1 - rng.uniform())
  let wait = 0
  const next = () => {
    wait = Math.max(0, wait + load * exponential() - exponential())
    return wait
  }
  for (let i = 0; i < 2000; i++) next()
  return Float64Array.from({ length }, next)
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
