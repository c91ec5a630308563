import { normalCdf } from '../../stats/inference/normal.ts'

const bisections = 60
const widest = 40

/** The z below which a standard normal falls with probability p, by bisection of its distribution function. */
export function normalQuantile(p: number): number {
  let [low, high] = [-widest, widest]
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
