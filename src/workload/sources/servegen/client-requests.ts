import type { Rng } from '../../../core/rng.ts'
import { NS_PER_S } from '../../../core/units.ts'
import { exponential, gammaDraw } from '../../random-draw.ts'
import type { ArrivalWindow, LengthWindow, Pmf, ServeGenClient } from './read-clients.ts'

/** One request of a ServeGen client. */
export interface ServeGenRequest {
  readonly atNs: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** How long one of ServeGen's windows lasts. */
const windowS = 600

/**
 * The requests of a client in order of time: in each window gaps by its distribution, brought to its measured rate (the fitted
 * scale misses it by up to a factor of two where the tail is heavy), and lengths by the last window of lengths that had begun.
 */
export function* clientRequests(client: ServeGenClient, rng: Rng): Generator<ServeGenRequest> {
  const [arrivals, lengths] = [rng.fork('arrivals'), rng.fork('lengths')]
  for (const window of client.windows) {
    if (window.ratePerSecond === 0) continue
    const { input, output } = lengthsAt(client.lengths, window.startS)
    for (let at = gap(window, arrivals); at < windowS; at += gap(window, arrivals)) {
      yield {
        atNs: Math.round((window.startS + at) * NS_PER_S),
        inputTokens: drawPmf(input, lengths.uniform()),
        outputTokens: drawPmf(output, lengths.uniform()),
      }
    }
  }
}

function lengthsAt(lengths: readonly LengthWindow[], startS: number): LengthWindow {
  return lengths.findLast((window) => window.startS <= startS) ?? (lengths[0] as LengthWindow)
}

/** Seconds to the next request. */
function gap({ family, shape, ratePerSecond }: ArrivalWindow, rng: Rng): number {
  if (family === 'gamma') return gammaDraw(shape, rng) / shape / ratePerSecond
  if (family === 'exponential') return exponential(rng) / ratePerSecond
  return exponential(rng) ** (1 / shape) / gammaFunction(1 + 1 / shape) / ratePerSecond
}

/** Tokens below which `share` of a distribution lies. */
export function drawPmf({ tokens, cumulative }: Pmf, share: number): number {
  let [low, high] = [0, tokens.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] as number) > share) high = middle
    else low = middle + 1
  }
  return tokens[low] as number
}

const lanczos = [
  ...[0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059],
  ...[12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7],
]

/** The gamma function for x >= 1 by C. Lanczos's approximation (1964) with g = 7 and 9 terms: 15 digits. */
export function gammaFunction(x: number): number {
  const t = x + 6.5
  const sum = lanczos.reduce((total, term, i) => total + (i === 0 ? term : term / (x - 1 + i)), 0)
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum
}
