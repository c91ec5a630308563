import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { version as nodeVersion } from 'node:process'
import { promisify } from 'node:util'
import type { Environment } from '../core/run-header.ts'

/** The machine this runs on; what cannot be found out is null or `unknown`. */
export async function readEnvironment(infbenchVersion: string): Promise<Environment> {
  const [system, cpuInfo, gitCommit] = await Promise.all([
    readText('/etc/os-release'),
    readText('/proc/cpuinfo'),
    commit(),
  ])
  return {
    os: osName(system),
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    // Those this process may use: a container's share, not the host's.
    cpuCores: availableParallelism(),
    memoryBytes: totalmem(),
    nodeVersion,
    infbenchVersion,
    gitCommit,
    virtualized: virtualized(cpuInfo),
  }
}

function osName(release_: string | null): string {
  const pretty = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release_ ?? '')?.[1]
  const kernel = `${type()} ${release()} ${arch()}`
  return pretty === undefined ? kernel : `${pretty}, ${kernel}`
}

/** The kernel shows the `hypervisor` bit to guests; elsewhere than on x86 Linux this is unknown. */
function virtualized(cpuInfo: string | null): boolean | null {
  const flags = /^flags\s*:(.*)$/m.exec(cpuInfo ?? '')?.[1]
  return flags === undefined ? null : /\bhypervisor\b/.test(flags)
}

/** Commit checked out in the current folder: what was measured often lives there. */
async function commit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { timeout: 2000 })
    return stdout.trim() || null
  } catch {
    return null
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}
