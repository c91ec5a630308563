import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { detectFormat } from '../../src/import/detect-format.ts'
import type { ImportFile, ImportedRun } from '../../src/import/imported-run.ts'
import { openFile } from '../../src/import/reading/open-file.ts'

const results = resolve(import.meta.dirname, '../../../shared/data/results')

/** Whether the recorded results of other tools are on this machine. */
export const hasSamples = existsSync(results)

/** A recorded result, with the files beside it that are named. */
export function sampleFile(path: string, beside: readonly string[] = []): ImportFile {
  const bytes = readFileSync(join(results, path))
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return openFile(
    basename(path, '.gz'),
    text,
    beside.map((name) => sampleFile(name)),
  )
}

/** The runs of a file, by the format that it is found to have. */
export function importedRuns(file: ImportFile): readonly ImportedRun[] {
  return detectFormat(file).parse(file)
}

/** A file of this value as JSON. */
export function jsonFile(value: unknown, path = 'result.json'): ImportFile {
  return openFile(path, JSON.stringify(value))
}

/** Every number of a JSON value by its path with dots: an own walk, so that a figure that an import drops is missed here. */
export function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => numbersIn(item, path === '' ? key : `${path}.${key}`))
}

/** Numbers of the value that no figure of the run has under the same key. */
export function missingFigures(value: unknown, { figures }: ImportedRun): [string, number][] {
  const kept = new Map(figures.map(({ key, value: figure }) => [key, figure]))
  return numbersIn(value).filter(([key, number]) => {
    return kept.get(key) !== (Number.isFinite(number) ? number : String(number))
  })
}

/** `ours` of the figure that translates to this place in the run document; undefined: none does. */
export function ours({ figures }: ImportedRun, metric: string): number | null | undefined {
  return figures.find((figure) => figure.metric === metric)?.ours
}
