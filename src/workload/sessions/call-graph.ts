/**
 * Which calls of a recorded session waited for which, told by their times alone: a call that began after another had ended may have
 * needed its answer, calls that overlapped cannot have needed each other's. Of all calls that ended before, those are kept that
 * no other of them waited for: the graph is the transitive reduction of "ended before the other began" (an interval order).
 * So one coordinator, three agents at once and a summary come out as a fan-out and a fan-in, and a chat as a chain.
 */
export interface CallTimes {
  readonly startNs: number
  readonly endNs: number
}

export interface CallEdges {
  readonly parents: readonly number[]
  readonly gapNs: number
}

/** Edges of calls that are in order of their start; gaps of calls without parents count from the first start. O(n^2). */
export function callGraph(calls: readonly CallTimes[]): CallEdges[] {
  const firstNs = calls[0]?.startNs ?? 0
  return calls.map(({ startNs }, i) => {
    const before = calls.slice(0, i).flatMap((call, j) => (call.endNs <= startNs ? [{ ...call, j }] : []))
    const latestStart = before.reduce((latest, call) => Math.max(latest, call.startNs), Number.NEGATIVE_INFINITY)
    const last = before.filter(({ endNs }) => endNs > latestStart)
    const since = last.reduce((latest, { endNs }) => Math.max(latest, endNs), firstNs)
    return { parents: last.map(({ j }) => j), gapNs: startNs - since }
  })
}
