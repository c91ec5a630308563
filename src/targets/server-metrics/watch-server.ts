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
  /** false: it is not asked; a URL: where it tells; absent: beside its API. */
  readonly metrics?: false | string | undefined
  readonly clock: Pick<Clock, 'nowNs'>
  readonly everyMs?: number
}

/** Where to ask and with what headers: keys go to the server's own origin alone. */
function placeOf({ baseUrl, headers, metrics }: Watched): Pick<Watched, 'headers'> & { readonly url: string } {
  if (typeof metrics !== 'string') return { url: `${baseUrl.replace(/\/v1$/, '')}/metrics`, headers }
  return { url: metrics, headers: new URL(metrics).origin === new URL(baseUrl).origin ? headers : {} }
}

const silent: ServerWatch = { stop: async () => [] }

/** A server without metrics, or with none that are known, is asked once. Never throws. */
export function watchServer(watched: Watched): ServerWatch {
  if (watched.metrics === false) return silent
  const { clock, everyMs = MS_PER_S } = watched
  const { url, headers } = placeOf(watched)
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
