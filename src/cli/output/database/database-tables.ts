import type { StoreFault } from '../../../store/upkeep/check-store.ts'
import type { MergeResult } from '../../../store/upkeep/merging/merge-stores.ts'
import type { PrunedRuns } from '../../../store/upkeep/prune-runs.ts'
import type { Recovered } from '../../../store/upkeep/recovery/recover-store.ts'
import type { StoreInfo } from '../../../store/upkeep/store-info.ts'
import { layOut, wrap } from '../text/columns.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { count, digits } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import { shownPath } from '../text/shown-path.ts'
import type { TextStyle } from '../text/text-style.ts'

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** `48.0 MiB`. */
export function sizeText(bytes: number): string {
  const step = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return step === 0 ? `${bytes} B` : `${digits(bytes / 1024 ** step)} ${units[step]}`
}

const when = (wallMs: number | null) =>
  wallMs === null ? '-' : new Date(wallMs).toISOString().slice(0, 16).replace('T', ' ')

/** `1 run`, `2 runs`. */
const many = (n: number, one: string, several = `${one}s`) => `${count(n)} ${n === 1 ? one : several}`

/** What a database holds. */
export function infoTable(info: StoreInfo, path: string, style: TextStyle): string {
  const { counts, bytesPerEvent } = info
  const perEvent = bytesPerEvent === null ? '' : `, ${digits(bytesPerEvent)} bytes each with all else in the file`
  const facts: Fact[] = [
    ['size', `${sizeText(info.fileBytes)}, ${sizeText(info.freeBytes)} of it free, ${sizeText(info.logBytes)} of log`],
    ['schema', `version ${info.schemaVersion}, SQLite ${info.sqliteVersion}`],
    ['runs', `${count(counts.runs)}, from ${when(info.oldestMs)} to ${when(info.newestMs)} UTC`],
    ['requests', count(counts.requests)],
    ['events', `${count(counts.events)} in ${sizeText(info.eventBytes)}${perEvent}`],
    ['summaries', count(counts.documents)],
    ['groups', count(counts.sweeps)],
    ['labels', `${many(counts.baselines, 'baseline')}, ${many(counts.notes, 'note')}`],
    ['self-tests', count(counts.certificates)],
  ]
  return `${style.bold(path)}\n${factLines(facts, style).join('\n')}\n`
}

export function vacuumLine(
  { beforeBytes, afterBytes }: { beforeBytes: number; afterBytes: number },
  path: string,
): string {
  return `${path}: ${sizeText(beforeBytes)} before, ${sizeText(afterBytes)} now\n`
}

/** What is wrong, or that nothing is. */
export function checkedTable(
  faults: readonly StoreFault[],
  { path, deep }: { readonly path: string; readonly deep: number | null },
  style: TextStyle,
): string {
  if (faults.length === 0) {
    const summaries = deep === null ? '' : `, ${many(deep, 'summary', 'summaries')} made again and compared`
    return `${path}: ${style.green('sound')}: pages, indices, references, token times${summaries}\n`
  }
  const lines = faults.flatMap(({ message }) =>
    wrap(message.replaceAll('\n', ' '), style.columns - 2, 2).map((line) => `  ${line}`),
  )
  const torn = faults.some(({ kind }) => kind === 'file')
  const next = torn
    ? 'infbench db recover NEW.db saves what can be read'
    : 'infbench show RUN makes a summary anew from its requests'
  return `${path}: ${style.red(many(faults.length, 'fault'))}\n${lines.join('\n')}\n\nnext: ${next}\n`
}

/** Which runs go, and why others stay. */
export function pruneTable({ runs, kept }: PrunedRuns, dryRun: boolean, style: TextStyle): string {
  const rows = runs.map(({ runId, name, startedAtMs, requests }) => [
    ...[runId, shorten(name, Math.max(12, style.columns - 60), style), when(startedAtMs), count(requests.stored)],
  ])
  const head = ['run', 'name', 'started', 'requests'].map((cell) => style.dim(cell))
  const table = rows.length === 0 ? '' : `${layOut([head, ...rows], { left: [1, 2] }).join('\n')}\n\n`
  const stays = [
    ...(kept.baselines > 0 ? [`${many(kept.baselines, 'run')} of baselines`] : []),
    ...(kept.tagged > 0 ? [`${many(kept.tagged, 'run')} with tags`] : []),
    ...(kept.running > 0 ? [`${many(kept.running, 'run')} not finished`] : []),
  ]
  const said = `${many(runs.length, 'run')} ${dryRun ? 'would go' : 'deleted'}${stays.length > 0 ? `; kept all the same: ${stays.join(', ')}` : ''}`
  const next =
    runs.length === 0
      ? ''
      : `\nnext: ${dryRun ? 'the same without --dry-run' : 'infbench db vacuum gives the room back to the disk'}\n`
  return `${table}${said}\n${next}`
}

/** What came out of each file. */
export function mergeTable(files: MergeResult, into: string, cwd: string, style: TextStyle): string {
  const lines = files.flatMap(({ path, runs, requests, duplicates, renamed, groups, certificates, baselines }) => [
    style.bold(shownPath(path, cwd)),
    ...factLines(
      [
        [
          'added',
          `${many(runs, 'run')} with ${many(requests, 'request')}, ${many(groups, 'group')}, ${many(baselines, 'baseline')}, ${many(certificates, 'self-test')}`,
        ],
        ...(duplicates > 0 ? [['there already', many(duplicates, 'run')] as const] : []),
        ...renamed.map(({ from, to }) => ['new id', `${from} is ${to} here`] as const),
      ],
      style,
    ),
  ])
  return `${lines.join('\n')}\n\nmerged into ${into}\nnext: infbench list\n`
}

/** What could be read of a damaged database. */
export function recoverTable(found: Recovered, { from, to }: { from: string; to: string }, style: TextStyle): string {
  const facts: Fact[] = [
    [
      'saved',
      `${many(found.runs, 'run')} with ${many(found.requests, 'request')}, ${count(found.otherRows)} other rows`,
    ],
    ['lost', found.lost.length === 0 ? 'nothing that a place in the file was found of' : found.lost.join(', ')],
  ]
  return `${style.bold(to)}, from ${from}\n${factLines(facts, style).join('\n')}\n\nnext: infbench db check --deep --db ${to}\n`
}
