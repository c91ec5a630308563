/** Runs that were imported together as groups, so that they show and report like the runs of a sweep made here. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { type PlacedRun, type RunPlace, runPlaces } from '../../../import/run-places.ts'
import { sweepDocument } from '../../../metrics/search/sweep-document.ts'
import { sweepPoint } from '../../../metrics/search/sweep-point.ts'
import type { Store } from '../../../store/open-store.ts'
import { newRunId } from '../run-id.ts'
import { levelOf, runDocument } from '../sweeps/stored-sweep.ts'
import type { ImportedEntry } from './import-files.ts'

/** A group of imported runs, stored now or found stored. */
export interface ImportedGroup {
  readonly sweepId: string
  readonly name: string
  readonly runIds: readonly string[]
}

/**
 * Stores a group for each file that holds several runs, and for each folder that was named: of the runs of one tool in it whose files hold
 * one each. What is a group already stays that. `name`: what the user calls them.
 */
export function storeGroups(
  store: Store,
  entries: readonly ImportedEntry[],
  name: string | undefined,
): readonly ImportedGroup[] {
  const byFile = grouped(entries, ({ path }) => path)
  const alone = entries.filter(({ path, folder }) => folder !== null && byFile.get(path)?.length === 1)
  const inFile = [...byFile].map(([path, own]) => ({ title: stemOf(path), own }))
  const inGroup = new Set(
    inFile.filter(({ own }) => own.length > 1).flatMap(({ own }) => own.map(({ runId }) => runId)),
  )
  const byFolder = grouped(
    alone.filter(({ runId }) => !inGroup.has(runId)),
    ({ folder, format }) => JSON.stringify([folder, format.name]),
  )
  const inFolder = [...byFolder.values()].map((own) => ({ title: basename(own[0]?.folder ?? ''), own }))
  return [...inFile, ...inFolder].flatMap(({ title, own }) =>
    own.length < 2 ? [] : [storeGroup(store, own, name ?? title)],
  )
}

/** By key, each stored run once. */
function grouped(entries: readonly ImportedEntry[], keyOf: (entry: ImportedEntry) => string) {
  const groups = new Map<string, ImportedEntry[]>()
  for (const entry of entries) {
    const group = groups.get(keyOf(entry)) ?? []
    if (!group.some(({ runId }) => runId === entry.runId)) groups.set(keyOf(entry), [...group, entry])
  }
  return groups
}

function storeGroup(store: Store, entries: readonly ImportedEntry[], name: string): ImportedGroup {
  const runIds = entries.map(({ runId }) => runId)
  const startedAtMs = Math.min(...runIds.map((runId) => store.findRun(runId).startedAtMs))
  // The same runs make the same group: whoever imports them again finds it.
  const sweepId = `s${newRunId(startedAtMs, createHash('sha256').update(runIds.join(' ')).digest().subarray(0, 3))}`
  const there = store.findSweep(sweepId)
  if (there === null) store.createSweep({ sweepId, kind: 'sweep', name, startedAtMs })
  const places = runPlaces(entries.map(placedOf))
  const points = entries.map(({ runId }, i) => {
    const place = places[i] as RunPlace
    if (there?.runs.some((run) => run.runId === runId) !== true) store.addSweepRun(sweepId, runId, place.label)
    return sweepPoint(runDocument(store, runId), { ...place, level: levelOf(store.findRun(runId).plan) })
  })
  const group = { sweepId, name: there?.name ?? name }
  store.finishSweep(sweepId, sweepDocument({ ...group, kind: 'sweep' }, points, null))
  return { ...group, runIds }
}

const placedOf = ({ run, path }: ImportedEntry): PlacedRun => ({
  settings: run.settings,
  model: run.target.model,
  file: stemOf(path),
})

/** `summary` of `out/summary.json.gz`. */
const stemOf = (path: string) => basename(path).replace(/(?:\.jsonl?|\.csv|\.md|\.txt)?(?:\.gz)?$/i, '')
