import { EventEmitter } from 'node:events'

/** What this driver uses of autocannon 9, which is CommonJS. */
export interface AutocannonClient extends EventEmitter {
  /** Sends so far, that under way included. */
  readonly reqsMade: number
  /** The connection ends itself before a further send once it has made so many; 0: never. */
  responseMax: number
  readonly opts: { pipelining: number }
  /** Its socket; another one once it had to connect anew. */
  readonly conn: unknown
  /** Its own way to send: before each request it makes, after an answer or on a new connection. */
  _doRequest(): void
  destroy(): void
  setRequests(requests: readonly AutocannonRequest[]): void
}

export interface AutocannonRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Called before every send of the connection; what it returns is sent. */
  setupRequest(request: object): object
  onResponse(status: number, body: string, context: object, headers: Readonly<Record<string, string>>): void
}

export interface AutocannonOptions {
  readonly url: string
  readonly connections: number
  /** Requests under way at once on each. */
  readonly pipelining: number
  /** Seconds; autocannon's own end, kept out of reach. */
  readonly duration: number
  readonly timeout: number
  /** How often it looks whether all its connections have ended, ms. */
  readonly sampleInt: number
  readonly setupClient: (client: AutocannonClient) => void
}

export type Program = (
  options: AutocannonOptions,
  onEnd: (error: Error | null) => void,
) => { stop(): void } & EventEmitter

/** Loads autocannon; only runs that ask for it pay for that. */
export async function loadAutocannon(): Promise<Program> {
  return (await import('autocannon')).default as Program
}
