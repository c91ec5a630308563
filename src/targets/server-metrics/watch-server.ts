import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'
import type { ServerSample } from '../../core/server/server-sample.ts'
import { MS_PER_S } from '../../core/units.ts'
import { askServer } from '../ask-server.ts'
import { readMetrics } from './read-metrics.ts'

/** Asks a server for its metrics once a second while a run goes on. */
export interface ServerWatch {
  /** Ends the asking; what the server told, none where it tells nothing. */
  stop(): Promise<readonly ServerSample[]>
}

interface Watched {
  /** Ends before `/chat/completions`; the metrics stand beside the API, not below it. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'nowNs'>
  readonly everyMs?: number
}

/** A server without metrics, or with none that are known, is asked once. Never throws. */
export function watchServer({ baseUrl, headers, clock, everyMs = MS_PER_S }: Watched): ServerWatch {
  const url = `${baseUrl.replace(/\/v1$/, '')}/metrics`
  const ended = new AbortController()
  const samples: ServerSample[] = []
  const ask = async (): Promise<boolean> => {
    const { status, body } = await askServer(url, headers, ended.signal)
    const figures = status === 200 && typeof body === 'string' ? readMetrics(body) : null
    if (figures !== null) samples.push({ at: clock.nowNs(), ...figures })
    return figures !== null
  }
  const asking = (async () => {
    while (!ended.signal.aborted) {
      const isTold = await ask().catch(() => samples.length > 0)
      if (!isTold && samples.length === 0) return
      await setTimeout(everyMs, null, { signal: ended.signal, ref: false }).catch(() => null)
    }
  })()
  return {
    async stop() {
      ended.abort()
      await asking
      return samples
    },
  }
}
