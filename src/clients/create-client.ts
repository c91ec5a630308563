import type { Clock } from '../core/clock.ts'
import type { Client } from './client.ts'
import { RawClient } from './http1/raw-client.ts'
import { UndiciClient } from './undici-client.ts'

export interface ClientOptions {
  /** Ends before `/chat/completions`. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Clock
  /** PEM of an additional certificate authority to trust. */
  readonly ca?: string | undefined
}

/** Raw sockets for http:, undici for https:; throws on headers that HTTP cannot carry. */
export function createClient(options: ClientOptions): Client {
  return new URL(options.baseUrl).protocol === 'https:' ? new UndiciClient(options) : new RawClient(options)
}
