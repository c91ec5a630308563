/**
 * How many tokens each event of an answer carried. Exact where the server counts along (vLLM's continuous usage stats);
 * otherwise one each when their number equals the total; otherwise the total is apportioned by text length, the remainder
 * going to the largest fractions (Hamilton's method), so that the sum is always the total. The first event is never left
 * without a token while there is one: its arrival is the TTFT.
 */
export interface EventWeight {
  /** UTF-8 bytes of the event's text; tokens are closer to proportional to bytes than to characters. */
  readonly bytes: number
  /** The server's running count after this event and the choice it belongs to; null when it does not count along. */
  readonly running: number | null
  readonly choice: number
}

/** Tokens per event, summing to `total` (null: unknown, one per event). */
export function tokensPerEvent(events: readonly EventWeight[], total: number | null): Uint32Array {
  if (total === null) return new Uint32Array(events.length).fill(1)
  return (
    counted(events, total, true) ??
    counted(events, total, false) ??
    apportion(
      total,
      events.map((event) => event.bytes),
    )
  )
}

/** Differences of the running counts; null unless they are there, grow, and explain the total. */
function counted(events: readonly EventWeight[], total: number, perChoice: boolean): Uint32Array | null {
  const tokens = new Uint32Array(events.length)
  const last = new Map<number, number>()
  let sum = 0
  for (const [i, event] of events.entries()) {
    if (event.running === null) return null
    const key = perChoice ? event.choice : 0
    const grown = event.running - (last.get(key) ?? 0)
    if (grown < 0) return null
    tokens[i] = grown
    sum += grown
    last.set(key, event.running)
  }
  // What the server counted after the last text (an end-of-sequence token) belongs to the answer's last event.
  const rest = total - sum
  if (events.length === 0 || rest < 0 || rest > last.size) return null
  tokens[events.length - 1] = (tokens[events.length - 1] as number) + rest
  return tokens
}

/** `total` whole tokens over events in proportion to `weights`; at least one each where there are enough. */
export function apportion(total: number, weights: readonly number[]): Uint32Array {
  const count = weights.length
  if (count === 0) return new Uint32Array(0)
  if (total === count) return new Uint32Array(count).fill(1)
  if (total >= count) {
    const sum = weights.reduce((a, b) => a + b, 0)
    const surplus = weights.map((weight) => (sum === 0 ? 1 : Math.max(0, (total * weight) / sum - 1)))
    return largestRemainder(total - count, surplus).map((tokens) => tokens + 1)
  }
  if (total === 0) return new Uint32Array(count)
  const rest = largestRemainder(total - 1, weights.slice(1))
  return Uint32Array.of(1, ...rest)
}

function largestRemainder(total: number, weights: readonly number[]): Uint32Array {
  const sum = weights.reduce((a, b) => a + b, 0)
  const quotas = weights.map((weight) => (sum === 0 ? total / weights.length : (total * weight) / sum))
  const shares = Uint32Array.from(quotas, Math.floor)
  let left = total - shares.reduce((a, b) => a + b, 0)
  const byFraction = quotas.map((_, i) => i).sort((a, b) => fraction(quotas[b]) - fraction(quotas[a]) || a - b)
  for (const i of byFraction) {
    if (left <= 0) break
    shares[i] = (shares[i] as number) + 1
    left--
  }
  return shares
}

const fraction = (quota: number | undefined) => (quota as number) - Math.floor(quota as number)
