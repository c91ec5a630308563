import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { wirePath } from '../../../clients/native/load-wire.ts'

/** `Relay` of `src/clients/native/addon`: listens and passes bytes to and fro on a thread of its own. */
export interface NativeRelay {
  /** The port; negative: the errno of what the system refused. */
  listen(host: string, port: number): number
  /** False: not all of them are numeric addresses with a port, and none is used. */
  useUpstream(addresses: readonly (readonly [host: string, port: string])[]): boolean
  /** What went by since the last call, for `trafficEvents`. */
  take(): readonly [facts: Float64Array, bytes: Uint8Array]
  stopListening(): void
  /** Drops a connection, unless more than so many bytes have passed on it. */
  dropQuiet(connection: number, passedBytes: number): void
  dropAll(): void
  /** Requests of the connection need not be told apart any more. */
  giveUp(connection: number): void
  /** Ends the thread; what went by can still be taken. */
  close(): void
}

/** `refusals`: the relay's own answers where the upstream cannot be reached, by errno; 0: it has no address. */
export type NativeRelayClass = new (
  originNs: bigint,
  host: string,
  refusals: readonly (readonly [errno: number, answer: Uint8Array])[],
  onTraffic: () => void,
) => NativeRelay

let loaded: NativeRelayClass | null | undefined

/** The addon's class; null where it was not built (it needs Linux and a compiler) or does not fit this Node. */
export function loadRelay(): NativeRelayClass | null {
  if (loaded !== undefined) return loaded
  try {
    const path = wirePath()
    const addon = existsSync(path) ? (createRequire(import.meta.url)(path) as { Relay?: NativeRelayClass }) : {}
    loaded = addon.Relay ?? null
  } catch {
    loaded = null
  }
  return loaded
}
