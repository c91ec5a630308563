/**
 * Peaks are measured once per machine, build and instruction set, and kept in the user's cache folder: one small JSON
 * file for each, so that two processes at once can only write the same thing. A file that is missing, damaged or of
 * something else is measured anew; one that cannot be written costs a second the next time and nothing else.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MachinePeaks, PeaksKey } from './machine-peaks.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The file of a key: below XDG_CACHE_HOME, else ~/.cache; null where there is neither. */
export function peaksPath(key: PeaksKey, env: Environment): string | null {
  const cache = env.XDG_CACHE_HOME || (env.HOME === undefined || env.HOME === '' ? null : join(env.HOME, '.cache'))
  if (cache === null) return null
  const name = [key.cpuModel, key.cores, key.isa, key.engineVersion].join('-').replace(/[^A-Za-z0-9.]+/g, '-')
  return join(cache, 'infbench', `peaks-${name}.json`)
}

/** Peaks kept for exactly this key, or null. */
export function readPeaks(path: string, key: PeaksKey): MachinePeaks | null {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as MachinePeaks
    const same = (Object.keys(key) as (keyof PeaksKey)[]).every((name) => kept[name] === key[name])
    return kept.schema === 'infbench.peaks/1' && same && kept.allCores.readBytesPerS > 0 ? kept : null
  } catch {
    return null
  }
}

/** Keeps peaks, whole or not at all; says whether they are kept. */
export function writePeaks(path: string, peaks: MachinePeaks): boolean {
  try {
    mkdirSync(join(path, '..'), { recursive: true })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify(peaks, null, 2)}\n`)
    renameSync(draft, path)
    return true
  } catch {
    return false
  }
}
