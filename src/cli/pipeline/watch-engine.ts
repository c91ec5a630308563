import type { EngineWork } from '../../core/engine-work.ts'
import { workBetween } from '../../targets/kernel-report.ts'
import type { Target } from '../../targets/open-target.ts'

/** Reads what the engine did at both ends of the measurement window. */
export interface EngineWatch {
  /** The window opens now; resolves when the engine has been read. A second call reads nothing. */
  open(): Promise<void>
  /** The work since then; null for an endpoint, an engine that does not tell, and a window that never opened. */
  close(): Promise<EngineWork | null>
}

/** Watches a target; once `abort` is aborted nothing more is asked. */
export function watchEngine({ readWork }: Pick<Target, 'readWork'>, abort: AbortSignal): EngineWatch {
  let before: Promise<EngineWork | null> | null = null
  return {
    async open() {
      before ??= readWork?.(abort) ?? null
      await before
    },
    async close() {
      const first = await before
      if (first === null || readWork === null || abort.aborted) return null
      const last = await readWork(abort)
      return last === null ? null : workBetween(first, last)
    },
  }
}
