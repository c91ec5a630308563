import { dirname, join, resolve } from 'node:path'
import { cwd, env } from 'node:process'
import { packageVersion } from './cli/package-version.ts'
import { resolveSide } from './cli/pipeline/analysis/resolve-side.ts'
import { type RunResult, executeRun } from './cli/pipeline/execute-run.ts'
import { loadWorkload, runName } from './cli/pipeline/load-workload.ts'
import { type RunObserver, silentObserver } from './cli/pipeline/run-observer.ts'
import { withStore } from './cli/pipeline/stored/with-store.ts'
import { processClock } from './core/clock.ts'
import type { Comparison } from './report/compare-runs.ts'
import { type CompareOptions, compareSides } from './report/compare-sides.ts'

/**
 * What a program that imports infbench can call. Nothing here prints, asks or exits; what a person must act on is thrown as an
 * `InfbenchError` with a code, a message and a hint.
 */
export { InfbenchError } from './core/errors.ts'
export type { ErrorCode } from './core/errors.ts'
export type { RequestRecord } from './core/request-record.ts'
export type { RunHeader } from './core/run-header.ts'
export type { RunDocument } from './metrics/run-document.ts'
export { summarize } from './metrics/summarize.ts'
export { openStore } from './store/open-store.ts'
export type { Store } from './store/open-store.ts'
export type { Comparison, RunObserver, RunResult }

export interface StoreOptions {
  /** The results database; INFBENCH_DB, else `.infbench/results.db` under `cwd`, when absent. */
  readonly db?: string
  /** Where relative paths start; the process's own folder when absent. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

export interface RunOptions extends StoreOptions {
  /** `a.b=value` each, as for --set. */
  readonly overrides?: readonly string[]
  /** The workload's own name when absent. */
  readonly name?: string
  /** The workload's own project, or none, when absent. */
  readonly project?: string
  readonly tags?: readonly string[]
  /** Aborted: nothing more is sent, what is in flight may end, the partial run is stored and returned. */
  readonly stop?: AbortSignal
  /** Aborted: ends at once. */
  readonly abort?: AbortSignal
  readonly observer?: RunObserver
}

/**
 * Runs a workload file: one result per point of its sweep and repeat, in order. Every request is stored as it finishes. Failed
 * requests are data: look at `document.status` and `document.requests`. Throws InfbenchError when there is no run to speak of.
 */
export async function run(file: string, options: RunOptions = {}): Promise<readonly RunResult[]> {
  const never = new AbortController().signal
  const { stop = never, abort = never, observer = silentObserver, tags = [] } = options
  const io = { clock: processClock(), env: options.env ?? env, cwd: options.cwd ?? cwd(), stop, abort }
  const workload = await loadWorkload(
    options.cwd === undefined ? file : resolve(options.cwd, file),
    options.overrides ?? [],
  )
  return withStore(options.db, io, async ({ store, path }) => {
    const results: RunResult[] = []
    for (const step of workload.runs) {
      if (stop.aborted) break
      const named = { plan: step.plan, sources: step.sources, name: runName(step, options.name) }
      const project = options.project ?? step.plan.project ?? null
      const logDirectory = join(dirname(path), 'logs')
      results.push(
        await executeRun({
          ...named,
          project,
          tags,
          workload,
          store,
          logDirectory,
          version: packageVersion(),
          io,
          observer,
        }),
      )
    }
    return results
  })
}

/**
 * Sets two sides of stored runs against each other; each is a run (id, unique start of an id, name, `latest`, `latest~1`), a group of
 * repeats, `tag:NAME`, or several of these with commas. Five runs of each side or more have bounds.
 */
export function compare(a: string, b: string, options: StoreOptions & CompareOptions = {}): Promise<Comparison> {
  const place = { env: options.env ?? env, cwd: options.cwd ?? cwd() }
  return withStore(options.db, place, ({ store }) =>
    compareSides([resolveSide(store, a), resolveSide(store, b)], options),
  )
}
