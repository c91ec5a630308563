import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PairSide, PairsPlan } from '../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import { type PairsOptions, type PairsResult, runPairs } from '../../src/cli/pipeline/gate/pairs/run-pairs.ts'
import { type RunObserver, silentObserver } from '../../src/cli/pipeline/run-observer.ts'
import { processClock } from '../../src/core/clock.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { type MockWorkloadOptions, writeMockWorkload } from './mock-workload.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Pairs of tiny runs in a folder and store of their own. */
export interface PairsCase {
  readonly folder: string
  readonly store: Store
  readonly notes: readonly string[]
  run(plan: PairsPlan, options?: CaseOptions): Promise<PairsResult>
}

export interface CaseOptions extends Partial<Omit<PairsOptions, 'io' | 'observer'>> {
  readonly observe?: Partial<RunObserver>
  readonly stop?: AbortSignal
}

export function pairsCase(): PairsCase {
  const folder = temporaryFolder()
  const store = openStore(join(folder, 'results.db'))
  onTestFinished(() => store.close())
  const notes: string[] = []
  const never = new AbortController().signal
  return {
    ...{ folder, store, notes },
    run: (plan, { observe = {}, stop = never, ...options } = {}) =>
      runPairs(plan, {
        io: { clock: processClock(), env: process.env, cwd: folder, stop, abort: never },
        observer: { ...silentObserver, note: (text) => void notes.push(text), ...observe },
        logDirectory: join(folder, 'logs'),
        ...{ store, project: null, tags: [], resume: null, ...options },
      }),
  }
}

export const sideOf = (...overrides: readonly string[]): PairSide => ({ label: 'side', overrides, start: null })

/** Pairs of half a second against `url`: the models say how its mock answers, `start` what to start instead. */
export async function pairsPlan(
  folder: string,
  url: string,
  changes: Partial<PairsPlan> & { readonly workloadOptions?: MockWorkloadOptions } = {},
): Promise<PairsPlan> {
  const { workloadOptions, ...plan } = changes
  const file = await writeMockWorkload(folder, url, {
    ...{ count: 8, arrival: '{process: constant, rate: 40/s}' },
    ...workloadOptions,
  })
  const path = join(folder, file)
  return {
    name: 'tiny',
    workload: { text: await readFile(path, 'utf8'), path, overrides: [] },
    sides: { baseline: sideOf('target.model=mock-ttft5-itl2'), candidate: sideOf('target.model=mock-ttft60-itl2') },
    ...{ pairs: 3, seed: 4, budgetNs: null, ...plan },
  }
}
