import { readFileSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/**
 * Physical cores this process may use: two hardware threads of a core share its arithmetic units, so a second worker on it
 * only adds waiting. Linux tells siblings in sysfs; elsewhere every logical processor counts.
 */
export function physicalCores(): number {
  const logical = availableParallelism()
  const root = '/sys/devices/system/cpu'
  try {
    const siblings = readdirSync(root)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${root}/${name}/topology/thread_siblings_list`, 'utf8'))
    return Math.max(1, Math.min(logical, new Set(siblings).size))
  } catch {
    return logical
  }
}
