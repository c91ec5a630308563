import type { Clock } from '../core/clock.ts'
import type { Client } from './client.ts'
import { RawClient } from './http1/raw-client.ts'

export interface ClientOptions {
  /** Ends before `/chat/completions`. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Clock
  /** PEM of an additional certificate authority to trust. */
  readonly ca?: string | undefined
}

/** Raw sockets for http:, undici for https: (loaded then: 12 MB that most runs do without); throws on headers that HTTP cannot carry. */
export async function createClient(options: ClientOptions): Promise<Client> {
  if (new URL(options.baseUrl).protocol !== 'https:') return new RawClient(options)
  const { UndiciClient } = await import('./undici-client.ts')
  return new UndiciClient(options)
}
