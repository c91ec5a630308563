/**
 * Records on their way to the disk. One transaction per record would cost a load generator its timing, one per run would
 * lose the run to a kill; so records are committed together, at the latest `flushMs` after the first of them came.
 * A commit that fails keeps its records, and the error is thrown where someone can act on it: at the next call.
 */
export const flushRecords = 64
export const flushMs = 500

/** Calls back once after `ms`, without keeping the process alive; returns the way to call it off. */
export type Timer = (callback: () => void, ms: number) => () => void

export const unrefTimer: Timer = (callback, ms) => {
  const timeout = setTimeout(callback, ms)
  timeout.unref()
  return () => clearTimeout(timeout)
}

export interface WriteBuffer<Row> {
  add(runId: string, row: Row): void
  /** Commits what is waiting. Throws what the commit threw. */
  flush(): void
}

export type Entry<Row> = readonly [runId: string, row: Row]

/** `commit` writes all entries or none. */
export function writeBuffer<Row>(commit: (entries: readonly Entry<Row>[]) => void, timer: Timer): WriteBuffer<Row> {
  let waiting: Entry<Row>[] = []
  let cancel: (() => void) | null = null
  let failure: { readonly error: unknown } | null = null
  const flush = () => {
    cancel?.()
    cancel = null
    failure = null
    if (waiting.length === 0) return
    commit(waiting)
    waiting = []
  }
  const flushLater = () => {
    try {
      flush()
    } catch (error) {
      failure = { error } // nobody is there to catch it inside a timer
    }
  }
  return {
    flush,
    add(runId, row) {
      if (failure !== null) throw failure.error
      waiting.push([runId, row])
      if (waiting.length >= flushRecords) flush()
      else cancel ??= timer(flushLater, flushMs)
    },
  }
}
