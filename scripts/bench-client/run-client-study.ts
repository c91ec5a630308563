import { mergeRows, readDocument, type StudyDocument, writeDocument } from '../bench-engine/output/document.ts'
import { machineFacts } from '../bench-engine/output/machine.ts'
import { studyTable } from '../bench-engine/output/table.ts'
import type { ResultRow } from '../bench-engine/rows/row.ts'
import { median } from '../bench-engine/sampling/statistics.ts'
import type { ClientPaths } from './peers/client-paths.ts'
import type { ClientPeer } from './peers/client-peer.ts'
import type { Sitting, Taken } from './rows/sitting.ts'
import { type Cores, coresToUse } from './runners/run-client.ts'

export interface ClientStudy {
  readonly sittings: readonly Sitting[]
  /** All rows there are, in the order of the table. */
  readonly names: readonly string[]
  readonly rounds: number
  /** The document to merge into, or null. */
  readonly json: string | null
  /** Other clients, installed; none where nobody is to be compared with. */
  readonly peers: readonly ClientPeer[]
  readonly paths: ClientPaths
  say(line: string): void
}

/** Measures sitting by sitting; the document is written after each, so that what was measured is not lost. */
export async function runClientStudy(study: ClientStudy): Promise<StudyDocument> {
  const cores = coresToUse()
  if (cores === null) study.say('client and server share their cores: expected two cores and taskset')
  let document = readDocument(study.json)
  for (const sitting of study.sittings) {
    const startedAt = performance.now()
    const { taken, peers } = await takenIn(sitting, study, cores)
    const seconds = (performance.now() - startedAt) / 1e3
    const rows = resultRows(sitting, taken, peers).map((row, i) => (i === 0 ? { ...row, seconds } : row))
    const machine = { ...machineFacts(1, null), cores, peers: versionsOf(study.peers) }
    document = { machine, rows: mergeRows(document.rows, rows, study.names) }
    if (study.json !== null) writeDocument(study.json, document)
    for (const row of rows) study.say(studyTable([row]).split('\n')[1] ?? '')
  }
  return document
}

const versionsOf = (peers: readonly ClientPeer[]) =>
  Object.fromEntries(peers.map(({ name, version }) => [name, version]))

/** Rounds of each, by peer. */
export type PeersTaken = ReadonlyMap<string, readonly Taken[]>

/** In turns: ours, every peer that does this, ours ... A peer that fails is named with its reason and left out. */
async function takenIn(sitting: Sitting, study: ClientStudy, cores: Cores | null) {
  const taken: Taken[] = []
  const peers = new Map<string, Taken[]>()
  const failed = new Set<string>()
  const side = sitting.peers
  const able = study.peers.filter((peer) => side?.can(peer) === true)
  for (let round = 0; round < study.rounds; round++) {
    taken.push(await sitting.measure(cores))
    for (const peer of able) {
      if (side === undefined || failed.has(peer.name)) continue
      try {
        const said = await side.measure(peer, study.paths, cores)
        peers.set(peer.name, [...(peers.get(peer.name) ?? []), said])
      } catch (error) {
        failed.add(peer.name)
        study.say(`peers: ${peer.name} is left out of ${sitting.name}: ${(error as Error).message}`)
      }
    }
  }
  return { taken, peers }
}

/** The median of the rounds beside its bar and the best peer; `ratio` is over 1 where ours is better. */
export function resultRows(sitting: Sitting, taken: readonly Taken[], peers: PeersTaken = new Map()): ResultRow[] {
  return sitting.rows.map(({ name, unit, better, bar }, place) => {
    const samplesOf = (list: readonly Taken[]) => list.map(({ values }) => values.get(name) ?? Number.NaN)
    const samples = samplesOf(taken)
    const value = median(samples)
    const ok = bar === null ? null : better === 'less' ? value <= bar : value >= bar
    const told = Object.fromEntries([...peers].map(([peer, list]) => [peer, { samples: samplesOf(list) }]))
    const best = bestPeer(told, better)
    const figures = {
      figures: taken.map(({ details }) => details),
      peerFigures: Object.fromEntries([...peers].map(([peer, list]) => [peer, list.map(({ details }) => details)])),
    }
    const details = { better, samples, peers: told, ...(place === 0 ? figures : {}) }
    return { name, value, unit, ...best, ratio: ratioOf(value, best.peerValue, better), bar, ok, details }
  })
}

function bestPeer(told: Readonly<Record<string, { samples: readonly number[] }>>, better: 'less' | 'more') {
  const known = Object.entries(told)
    .map(([peer, { samples }]) => ({ peer, peerValue: median(samples) }))
    .filter(({ peerValue }) => !Number.isNaN(peerValue))
    .toSorted((a, b) => (better === 'less' ? a.peerValue - b.peerValue : b.peerValue - a.peerValue))
  return known[0] ?? { peer: null, peerValue: null }
}

function ratioOf(value: number, peerValue: number | null, better: 'less' | 'more'): number | null {
  if (peerValue === null) return null
  const ratio = better === 'less' ? peerValue / value : value / peerValue
  return Number.isFinite(ratio) ? ratio : null
}
