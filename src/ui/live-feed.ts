import type { Clock } from '../core/clock.ts'
import { nsToMs } from '../core/units.ts'
import type { LiveState } from './ui-pages.ts'

/** Someone who watches a run; `state` null: it cannot be read any more, and nothing follows. */
export type Watcher = (state: LiveState | null) => void

export interface LiveFeed {
  /** Begins to tell of a run; the function returned ends it. */
  watch(runId: string, watcher: Watcher): () => void
  close(): void
}

/** Requests are committed every half second; more often there is nothing new. */
const leastPauseMs = 1000
/** The run is being measured on this very machine: looking at it may take a twentieth of one core. */
const pausePerWork = 19

interface Watched {
  readonly watchers: Set<Watcher>
  timer: ReturnType<typeof setTimeout> | undefined
  last: LiveState | null
}

/** Reads each run that somebody watches once for all its watchers, and the more seldom the longer that takes. */
export function liveFeed(read: (runId: string) => Promise<LiveState>, clock: Clock): LiveFeed {
  const runs = new Map<string, Watched>()
  const end = (runId: string) => {
    clearTimeout(runs.get(runId)?.timer)
    runs.delete(runId)
  }
  const tick = async (runId: string, run: Watched) => {
    const from = clock.nowNs()
    const state = await read(runId).catch(() => null)
    if (runs.get(runId) !== run) return
    run.last = state
    for (const watcher of run.watchers) watcher(state)
    if (state === null || state.ended) return end(runId)
    const pauseMs = Math.max(leastPauseMs, nsToMs(clock.nowNs() - from) * pausePerWork)
    run.timer = setTimeout(() => void tick(runId, run), pauseMs)
  }
  return {
    watch(runId, watcher) {
      const known = runs.get(runId)
      const run = known ?? { watchers: new Set<Watcher>(), timer: undefined, last: null }
      run.watchers.add(watcher)
      if (known === undefined) {
        runs.set(runId, run)
        void tick(runId, run)
      } else if (run.last !== null) watcher(run.last)
      return () => {
        run.watchers.delete(watcher)
        if (run.watchers.size === 0 && runs.get(runId) === run) end(runId)
      }
    },
    close: () => [...runs.keys()].forEach(end),
  }
}
