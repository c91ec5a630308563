import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import type { Peaks } from '../sampling/peak-log.ts'
import { versions } from '../peers/versions.ts'

/** What the figures belong to. `peaks`: medians over the whole run, null where nothing was measured. */
export function machineFacts(threads: number, peaks: Peaks | null): Readonly<Record<string, unknown>> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    logicalCpus: cpus().length,
    threads,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    revision: revision(),
    measuredAt: new Date().toISOString(),
    peaksPerSecond: peaks,
    peers: versions,
  }
}

/** The commit, with a mark when the tree differs from it; null outside a repository. */
function revision(): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes')
  } catch {
    return null
  }
}
