import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What `src/clients/native/addon` exports: sockets on a thread of their own. `onEnded` is called once for each that ended. */
export interface Wire {
  /** False: not all of them are numeric addresses with a port, and none is used. */
  useAddresses(addresses: readonly (readonly [host: string, port: string])[]): boolean
  /** `head` goes up to the value of the content-length; `number` -1: any connection; `dueAt` in the past: at once. */
  send(id: number, head: Uint8Array, body: Uint8Array, number: number, timeoutNs: number, dueAt: number): void
  /** Ends what is not due yet. */
  withdraw(id: number): void
  cancel(id: number): void
  /** Opens what is missing for so many idle connections; ends like a request. */
  warm(id: number, connections: number): void
  /** Tells one thing that ended (`exchange-end.ts` knows the places); false: no more. */
  next(facts: Float64Array): boolean
  /** The answer that `next` told last, into arrays at least as long. */
  copy(body: Uint8Array, readEnds: Uint32Array, readAt: Float64Array): void
  /** Of the last head that `next` called new. */
  head(): readonly [contentType: string | null, retryAfter: string | null]
  /** The bytes that show what was wrong with the answer that `next` told last. */
  fault(): Uint8Array
  /**
   * How long the bytes of a sample of the reads since the last call had been there when they were read, ns, by the kernel's stamps; the
   * first is the longest of all compared. Empty: none was. An addon that was built before there were lags has no such call.
   */
  readLags?(): Float64Array
  opened(): number
  /** Whether the process has to live on for what is under way. */
  hold(on: boolean): void
  /** Ends the thread; what was under way has ended then, and `next` tells it. */
  close(): void
}

export type WireClass = new (originNs: bigint, onEnded: () => void) => Wire

interface Addon {
  readonly Wire?: WireClass
  readonly trimMemory?: () => void
}

let loaded: Addon | undefined

/** The addon's class; null where it was not built (it needs Linux and a compiler) or does not fit this Node. */
export function loadWire(): WireClass | null {
  return loadAddon().Wire ?? null
}

/** Gives the system back what `malloc` keeps of freed memory: a millisecond or two. Does nothing where the addon was not built. */
export function trimMemory(): void {
  loadAddon().trimMemory?.()
}

function loadAddon(): Addon {
  if (loaded !== undefined) return loaded
  try {
    const path = wirePath()
    loaded = existsSync(path) ? (createRequire(import.meta.url)(path) as Addon) : {}
  } catch {
    loaded = {}
  }
  return loaded
}

/** Below the nearest package.json, from the sources as from dist. */
export function wirePath(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'src', 'clients', 'native', 'build', 'Release', 'infbench_wire.node')
}
