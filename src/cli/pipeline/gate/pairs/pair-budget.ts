/** How long pairs take, so that none is begun that would likely end too late. */
export interface PairBudget {
  /** Whether another pair fits, judged by the longest so far; the first always does. */
  hasRoom(nowNs: number): boolean
  /** A pair of this gate took so long. */
  spent(ns: number): void
}

/** `limitNs` from `startedNs` on; null: no limit. A pair that was half made before counts for what it took now. */
export function pairBudget(limitNs: number | null, startedNs: number): PairBudget {
  let longestNs = 0
  return {
    hasRoom: (nowNs) => limitNs === null || longestNs === 0 || nowNs - startedNs + longestNs <= limitNs,
    spent: (ns) => {
      longestNs = Math.max(longestNs, ns)
    },
  }
}
