import type { Database } from 'better-sqlite3'
import type { ServerSample } from '../core/server/server-sample.ts'

/** The part of the store that keeps what servers told of themselves. */
export interface ServerSampleStore {
  /** Keeps samples of a run; a second one of the same instant replaces the first. */
  saveServerSamples(runId: string, samples: readonly ServerSample[]): void
  /** In order of time. */
  findServerSamples(runId: string): readonly ServerSample[]
}

interface Connection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function serverSampleStore({ database, safely, atomically, keyOf }: Connection): ServerSampleStore {
  const insert = database.prepare('INSERT OR REPLACE INTO server_samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const select = database.prepare<[number], ServerSample>(
    'SELECT at, running, waiting, kv_used_share AS kvUsedShare, preemptions, cached_tokens AS cachedTokens, prompt_tokens AS promptTokens, generated_tokens AS generatedTokens FROM server_samples WHERE run = ? ORDER BY at',
  )
  return {
    saveServerSamples(runId, samples) {
      atomically(() => {
        const key = keyOf(runId)
        for (const { at, running, waiting, kvUsedShare, preemptions, ...counts } of samples) {
          const { cachedTokens, promptTokens, generatedTokens } = counts
          const levels = [running, waiting, kvUsedShare, preemptions]
          insert.run(key, Math.round(at), ...levels, cachedTokens, promptTokens, generatedTokens)
        }
      })
    },
    findServerSamples: (runId) => safely(() => select.all(keyOf(runId))),
  }
}
