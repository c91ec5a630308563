import type { ClientPaths } from './client-paths.ts'

/** A closed loop of a peer. */
export interface PeerTask {
  readonly model: string
  readonly users: number
  readonly requests: number
  /** The first requests to end that are left out of the figures: code that runs for the first time, connections. */
  readonly warmup: number
  readonly outputTokens: number
  readonly stream: boolean
}

/** Where a peer works: the server, and a folder of its own for what it writes. */
export interface PeerPlace {
  readonly origin: string
  readonly folder: string
  readonly paths: ClientPaths
}

export interface PeerCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** What a peer's own output says, requests in the order of their start, times in ms. Null: it does not tell. */
export interface PeerTimes {
  readonly succeeded: number
  readonly failed: number | null
  readonly ttftMs: readonly number[] | null
  readonly e2eMs: readonly number[] | null
  readonly gapsMs: readonly (readonly number[])[] | null
}

/** Another load-testing client. */
export interface ClientPeer {
  readonly name: string
  readonly version: string
  readonly does: { readonly streams: boolean; readonly wholeAnswers: boolean }
  /** Python packages it needs, or null. */
  readonly packages: readonly string[] | null
  command(task: PeerTask, place: PeerPlace): PeerCommand
  /** Reads what it wrote; throws where it wrote nothing. */
  read(place: PeerPlace, stdout: string): PeerTimes
}

/** Only times, for those that do not say more. */
export const noTimes = { ttftMs: null, e2eMs: null, gapsMs: null } as const
