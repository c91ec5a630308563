import { type LoadFigures, peerFigures } from '../figures/peer-figures.ts'
import type { ClientPaths } from '../peers/client-paths.ts'
import type { ClientPeer, PeerTask } from '../peers/client-peer.ts'
import type { Cores } from '../runners/run-client.ts'
import { runPeer } from '../runners/run-peer.ts'

/** A figure with the bar it is held to. */
export interface RowBar<F> {
  readonly name: string
  readonly unit: string
  /** Whether a good figure is a small one or a large one. */
  readonly better: 'less' | 'more'
  /** Null: told, not judged. */
  readonly bar: number | null
  of(figures: F): number
}

/** One measurement that several rows are read from. */
export interface Sitting {
  readonly name: string
  /** Also part of the short study. */
  readonly quick: boolean
  readonly rows: readonly Omit<RowBar<never>, 'of'>[]
  /** Figures by row name, and what stands behind them. */
  measure(cores: Cores | null): Promise<Taken>
  /** The same load for other clients; absent: none has figures of this. */
  readonly peers?: PeerSide
}

/** What other clients do in a sitting. */
export interface PeerSide {
  /** Whether the peer has the abilities it takes. */
  can(peer: ClientPeer): boolean
  /** Throws with the reason where the peer has nothing to say. */
  measure(peer: ClientPeer, paths: ClientPaths, cores: Cores | null): Promise<Taken>
}

export interface Taken {
  readonly values: ReadonlyMap<string, number>
  readonly details: unknown
}

/** A sitting whose rows are named after it. */
export function sitting<F>(
  name: string,
  measure: (cores: Cores | null) => Promise<F>,
  rows: readonly RowBar<F>[],
  quick = false,
): Sitting {
  const named = rows.map((row) => ({ ...row, name: `${name}: ${row.name}` }))
  return {
    name,
    quick,
    rows: named,
    measure: async (cores) => {
      const figures = await measure(cores)
      return { values: new Map(named.map((row) => [row.name, row.of(figures)])), details: figures }
    },
  }
}

/** A peer that takes longer is ended and left out. */
const mostPeerMs = 240_000

/** The sitting with a load for peers, whose figures go into the same rows. */
export function besidePeers(own: Sitting, rows: readonly RowBar<LoadFigures>[], task: PeerTask): Sitting {
  return {
    ...own,
    peers: {
      can: ({ does }) => (task.stream ? does.streams : does.wholeAnswers),
      measure: async (peer, paths, cores) => {
        const figures = peerFigures(await runPeer(peer, task, paths, cores, mostPeerMs), task)
        const values = new Map(rows.map((row) => [`${own.name}: ${row.name}`, row.of(figures)]))
        return { values, details: figures }
      },
    },
  }
}
